// Metafields and their definitions. `$app` is stored as the namespace `app--<app id>`, as Shopify
// does.
import type { Database } from './sqlite.ts';

export const appId = 1;

export interface Metafield {
  id: number;
  ownerType: string;
  ownerId: number;
  namespace: string;
  key: string;
  type: string;
  value: string;
  createdAt: string;
  updatedAt: string;
}

export interface MetafieldDefinition {
  id: number;
  ownerType: string;
  namespace: string;
  key: string;
  name: string;
  description: string | null;
  type: string;
  access: { admin: string; storefront: string; customerAccount: string };
  isFilterable: boolean;
  source: 'api' | 'toml';
}

interface Row {
  id: number;
  owner_type: string;
  owner_id: number;
  namespace: string;
  key: string;
  type: string;
  value: string;
  created_at: string;
  updated_at: string;
}

/** `$app` and `$app:x` in the full form in which Shopify keeps them; other namespaces unchanged. */
export function fullNamespace(namespace: string | null | undefined): string {
  if (!namespace || namespace === '$app') return `app--${appId}`;
  return namespace.startsWith('$app:') ? `app--${appId}--${namespace.slice(5)}` : namespace;
}

export class Metafields {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  get(ownerType: string, ownerId: number, namespace: string, key: string): Metafield | undefined {
    const row = this.#database.get<Row>(
      'SELECT * FROM metafields WHERE owner_type = ? AND owner_id = ? AND namespace = ? AND key = ?',
      ownerType,
      ownerId,
      fullNamespace(namespace),
      key,
    );
    return row && fromRow(row);
  }

  byId(id: number): Metafield | undefined {
    const row = this.#database.get<Row>('SELECT * FROM metafields WHERE id = ?', id);
    return row && fromRow(row);
  }

  of(ownerType: string, ownerId: number): Metafield[] {
    return this.#database
      .all<Row>(
        'SELECT * FROM metafields WHERE owner_type = ? AND owner_id = ? ORDER BY id',
        ownerType,
        ownerId,
      )
      .map(fromRow);
  }

  put(field: Metafield): void {
    this.#database.run(
      'INSERT OR REPLACE INTO metafields VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
      field.id,
      field.ownerType,
      field.ownerId,
      field.namespace,
      field.key,
      field.type,
      field.value,
      field.createdAt,
      field.updatedAt,
    );
  }

  delete(field: Metafield): void {
    this.#database.run('DELETE FROM metafields WHERE id = ?', field.id);
  }

  deleteOwned(ownerType: string, ownerId: number): void {
    this.#database.run(
      'DELETE FROM metafields WHERE owner_type = ? AND owner_id = ?',
      ownerType,
      ownerId,
    );
  }
}

function fromRow(row: Row): Metafield {
  return {
    id: row.id,
    ownerType: row.owner_type,
    ownerId: row.owner_id,
    namespace: row.namespace,
    key: row.key,
    type: row.type,
    value: row.value,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
