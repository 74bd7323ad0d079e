// Installs Encore in the local shop as a merchant does, by opening it in the admin, waits for the
// import, and starts the programme.
import pg from 'pg';

/** Chrome's name: Shopify's library turns scripted clients away. */
const BROWSER =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Safari/537.36';

type Progress = { done: bigint; total: bigint | null; isFinished: boolean; failure: string | null };

/** Opens the app once inside the admin. Throws if it does not answer with its page. */
export async function openApp(devstoreUrl: string): Promise<void> {
  const answer = await fetch(`${devstoreUrl}/__devstore/embed-url`);
  if (!answer.ok) throw new Error(`devstore gives no address for the app: ${answer.status}`);
  const { url } = (await answer.json()) as { url: string };
  const page = await fetch(url, { headers: { 'user-agent': BROWSER }, redirect: 'manual' });
  if (!page.ok) throw new Error(`The app does not open: it answers ${page.status}. See its log.`);
}

/** Sends the admin's forms as its pages do. */
export type AdminForms = {
  /**
   * The answer as Remix streams it to the page. Throws if the app refuses, with what it says, other
   * than for the reason `unless`.
   */
  post(path: string, fields: Record<string, string>, unless?: string): Promise<string>;
};

export function adminForms(devstoreUrl: string, appUrl: string): AdminForms {
  return {
    async post(path, fields, unless) {
      const signed = await fetch(`${devstoreUrl}/__devstore/id-token`);
      const { token } = (await signed.json()) as { token: string };
      const answer = await fetch(`${appUrl}${path}.data`, {
        method: 'POST',
        headers: { 'user-agent': BROWSER, authorization: `Bearer ${token}` },
        body: new URLSearchParams(fields),
        redirect: 'manual',
      });
      const text = await answer.text();
      // A form that is refused is still a page: its answer says so.
      const isRefused = text.includes('"ok",false') && !text.includes(`"${unless}"`);
      if (!answer.ok || isRefused) {
        throw new Error(`${path} is refused (${answer.status}): ${text}`);
      }
      return text;
    },
  };
}

/**
 * Does in the admin what a merchant does first: starts the programme, with points for all
 * orders there are. Once started, it stays as the merchant has it. Throws if the app refuses.
 */
export async function startProgramme(admin: AdminForms): Promise<void> {
  await admin.post('/app/programme', { intent: 'start', start: 'ever' }, 'already-started');
}

/** Waits until the first import is through, telling how far it is. */
export const waitForImport = (databaseUrl: string, say: (line: string) => void) =>
  waitFor(databaseUrl, IMPORT, say, 'imported');

/** Waits until every order has its points. */
export const waitForPoints = (databaseUrl: string, say: (line: string) => void) =>
  waitFor(databaseUrl, POINTS, say, 'points given to');

async function waitFor(
  databaseUrl: string,
  progress: string,
  say: (line: string) => void,
  word: string,
): Promise<void> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 });
  pool.on('error', () => {});
  try {
    for (let told = ''; ; ) {
      // A database that was killed comes back: the launcher starts it again.
      const now = await progressOf(pool, progress).catch(() => null);
      if (now?.failure) throw new Error(`The import failed: ${now.failure}`);
      if (now?.isFinished) return;
      if (now) {
        const line = `${word} ${now.done}${now.total === null ? '' : ` of ${now.total}`}`;
        if (line !== told && now.done > 0n) say(line);
        told = line;
      }
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  } finally {
    await pool.end();
  }
}

const IMPORT = `
  SELECT coalesce(sum(part.objects_done), 0)::text AS done,
         sum(part.objects_total)::text AS total,
         coalesce(bool_or(run.finished_at IS NOT NULL), false) AS finished,
         min(part.reason) FILTER (WHERE part.state = 'failed') AS failure
    FROM import_run run
    LEFT JOIN import_part part ON part.shop_id = run.shop_id AND part.run_id = run.id`;

const POINTS = `
  SELECT coalesce(max(done), 0)::text AS done, max(total)::text AS total,
         coalesce(bool_or(finished_at IS NOT NULL), false) AS finished, NULL AS failure
    FROM loyalty_progress WHERE name = 'award-all'`;

async function progressOf(pool: pg.Pool, progress: string): Promise<Progress> {
  const { rows } = await pool.query(progress);
  const [row] = rows;
  return {
    done: BigInt(row.done),
    total: row.total === null ? null : BigInt(row.total),
    isFinished: row.finished,
    failure: row.failure,
  };
}
