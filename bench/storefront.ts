// npm run bench:storefront [-- --json]: what Encore costs the shop's own pages. Lighthouse (mobile,
// its usual throttling) looks at pages of the local Shopify's storefront with Encore and without,
// in turns, and the medians are compared. Without means as a merchant turns it off: the embed and
// the blocks are taken out in the theme editor.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import lighthouse from 'lighthouse';
import { freePort } from '../devstore/launch/postgres.ts';
import { openBrowser } from '../tests/browser/browser.ts';
import { type Addresses, startDemo } from '../tests/setup/demo.ts';
import { quantile, type Result, report } from './report.ts';

const PAGES = [
  { name: 'home', path: '/', template: 'index' },
  { name: 'product', path: '/products/kenya-nyeri', template: 'product' },
];
/** In points of Lighthouse's score, which runs from 0 to 100. */
const MOST_DROP = 1;

/** The embed's settings as its schema begins with them. */
const LAUNCHER = {
  setting_label: '',
  setting_accent: '#1f4f46',
  setting_on_accent: '#ffffff',
  setting_side: 'end',
  setting_offset: '16',
  setting_show_on_phones: 'on',
};

type Look = { score: number; shift: number; lcpMs: number; blockingMs: number };

const { values } = parseArgs({
  options: { json: { type: 'boolean' }, rounds: { type: 'string', default: '5' } },
});
const parent = mkdtempSync(path.join(tmpdir(), 'encore-bench-'));
const given = process.env.DEMO ? (JSON.parse(process.env.DEMO) as Addresses) : null;
const demo = given
  ? null
  : await startDemo(['--customers', '200', '--seed', '7'], path.join(parent, 'data'));
const { admin, storefront } = given ?? demo!.addresses;
const port = await freePort();
const browser = await openBrowser([`--remote-debugging-port=${port}`]);
try {
  const results: Result[] = [];
  for (const page of PAGES) results.push(...(await compare(page)));
  report('bench:storefront', results);
} finally {
  await browser.close();
  await demo?.stop();
  rmSync(parent, { recursive: true, force: true });
}

async function compare({ name, path, template }: (typeof PAGES)[number]): Promise<Result[]> {
  const url = new URL(path, storefront).href;
  const looks: { withEncore: Look[]; without: Look[] } = { withEncore: [], without: [] };
  // Once unmeasured: the local Shopify compiles its templates and scripts at the first look.
  await look(url);
  for (let round = 0; round < Number(values.rounds); round++) {
    await expectEncore(url, true);
    looks.withEncore.push(await look(url));
    const putBack = await takeOut(template);
    try {
      await expectEncore(url, false);
      looks.without.push(await look(url));
    } finally {
      await putBack();
    }
  }
  const median = (of: Look[], what: keyof Look) =>
    quantile(
      of.map((one) => one[what]),
      0.5,
    );
  const { withEncore, without } = looks;
  const score = median(withEncore, 'score');
  const reference = median(without, 'score');
  const shift = Math.max(...withEncore.map((one) => one.shift));
  const beside = (what: 'lcpMs' | 'blockingMs', words: string): Result => ({
    what: `${name} ${words}`,
    value: median(withEncore, what),
    unit: 'ms',
    reference: 'without Encore',
    referenceValue: median(without, what),
    goal: '',
    met: true,
  });
  return [
    {
      what: `${name} score`,
      value: score,
      unit: 'points',
      reference: 'without Encore',
      referenceValue: reference,
      goal: `drop ≤ ${MOST_DROP}`,
      met: reference - score <= MOST_DROP,
    },
    { what: `${name} layout shift`, value: shift, unit: '', goal: '0', met: shift === 0 },
    beside('lcpMs', 'largest paint'),
    beside('blockingMs', 'blocking time'),
  ];
}

/** What is compared must be what it is called. */
async function expectEncore(url: string, isThere: boolean): Promise<void> {
  const html = await (await fetch(url)).text();
  if (html.includes('encore-launcher') !== isThere) {
    throw new Error(`Encore is ${isThere ? 'not on' : 'still on'} ${url}`);
  }
}

async function look(url: string): Promise<Look> {
  const flags = { port, onlyCategories: ['performance'], logLevel: 'error' as const };
  const result = await lighthouse(url, flags);
  if (!result || result.lhr.runtimeError) {
    throw new Error(`Lighthouse: ${result?.lhr.runtimeError?.message ?? 'no result'}`);
  }
  const { audits, categories } = result.lhr;
  const number = (audit: string) => audits[audit]?.numericValue ?? Number.NaN;
  return {
    score: (categories.performance?.score ?? Number.NaN) * 100,
    shift: number('cumulative-layout-shift'),
    lcpMs: number('largest-contentful-paint'),
    blockingMs: number('total-blocking-time'),
  };
}

/** Takes Encore out of a template and the embed off, in the theme editor; gives the way back. */
async function takeOut(template: string): Promise<() => Promise<void>> {
  const editor = new URL(`/store/demo/themes/current/editor?template=${template}`, admin);
  const html = await (await fetch(editor)).text();
  const placed = [...html.matchAll(/value="remove:([^"]+)"/g)].map(([, id]) => id!);
  const act = async (what: string, more: Record<string, string> = {}) => {
    const body = new URLSearchParams({ template, act: what, ...more });
    const response = await fetch(editor, { method: 'POST', body });
    if (!response.ok) throw new Error(`the theme editor answered ${response.status}`);
  };
  // A block's id begins with its name; those that the demo placed end with the template's.
  const blocks = ['product-points', 'cart-points', 'rewards-page', 'tier-badge', 'referral'];
  const handles = placed.map((id) => blocks.find((handle) => id.startsWith(handle))!);
  for (const id of placed) await act(`remove:${id}`);
  await act('save:launcher', LAUNCHER);
  return async () => {
    for (const handle of handles) await act(`add:${handle}`);
    await act('save:launcher', { ...LAUNCHER, is_enabled: 'on' });
  };
}
