// Lets Prisma's commands work through node-postgres, so that no engine has to be downloaded.
import { randomUUID } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import { ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import pg from 'pg';
import { defineConfig } from 'prisma/config';

// Without a URL `prisma generate` falls back to downloading the library engine.
process.env.DATABASE_URL ??= 'postgres://localhost:5432/none';
const url = new URL(process.env.DATABASE_URL);

type Field = { dataTypeID: number };
type QueryResult = { fields?: Field[] };

/** adapter-pg cannot name two catalogue types that the schema engine reads: name (19) and "char" (18). */
function relabel<T>(result: T): T {
  for (const one of [result].flat() as QueryResult[]) {
    for (const field of one?.fields ?? []) {
      if (field.dataTypeID === 19) field.dataTypeID = 25;
      if (field.dataTypeID === 18) field.dataTypeID = 1002;
    }
  }
  return result;
}

class RelabellingClient extends pg.Client {
  // biome-ignore lint/suspicious/noExplicitAny: node-postgres declares a dozen overloads of query
  override query(...args: any[]): any {
    const callback = args.at(-1);
    if (typeof callback === 'function') {
      args[args.length - 1] = (error: Error, result: unknown) => callback(error, relabel(result));
    }
    // biome-ignore lint/suspicious/noExplicitAny: as above
    const pending = (super.query as any)(...args);
    return typeof pending?.then === 'function' ? pending.then(relabel) : pending;
  }
}

const poolOf = (database: string) =>
  new pg.Pool({
    host: url.hostname,
    port: Number(url.port || 5432),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database,
    allowExitOnIdle: true,
    Client: RelabellingClient as unknown as typeof pg.Client & (new () => pg.Client),
  });

type Connection = Awaited<ReturnType<PrismaPg['connect']>>;

function nameCharacterColumns(connection: Connection): Connection {
  const queryRaw = connection.queryRaw.bind(connection);
  connection.queryRaw = async (query) => {
    const result = await queryRaw(query);
    result.columnTypes = result.columnTypes.map((type) =>
      type === ColumnTypeEnum.CharacterArray ? ColumnTypeEnum.Character : type,
    );
    return result;
  };
  return connection;
}

class Adapter extends PrismaPg {
  override async connect() {
    return nameCharacterColumns(await super.connect());
  }

  // adapter-pg drops the shadow database before it closes its own pool, and ignores `database` beside a connectionString.
  override async connectToShadowDb() {
    const name = `prisma_shadow_${randomUUID()}`;
    const admin = await this.connect();
    await admin.executeScript(`CREATE DATABASE "${name}"`);
    const pool = poolOf(name);
    const shadow = nameCharacterColumns(await new PrismaPg(pool).connect());
    shadow.dispose = async () => {
      await pool.end();
      await admin.executeScript(`DROP DATABASE "${name}" WITH (FORCE)`);
    };
    return shadow;
  }
}

export default defineConfig({
  schema: 'prisma',
  migrations: { path: 'prisma/migrations' },
  experimental: { adapter: true },
  engine: 'js',
  adapter: async () => new Adapter(poolOf(url.pathname.slice(1))),
});
