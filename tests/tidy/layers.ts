// Who may import whom (docs/architecture.md). Imports only point back along the flow.

/** Longest prefix wins. */
const LAYERS: [prefix: string, layer: string][] = [
  ['app/basics/', 'basics'],
  ['app/stats/', 'stats'],
  ['app/shopify/', 'shopify'],
  ['app/jobs/catalog.ts', 'queue'],
  ['app/jobs/enqueue.server.ts', 'queue'],
  ['app/jobs/recurrence.ts', 'queue'],
  ['app/jobs/', 'joining'],
  ['app/sync/', 'sync'],
  ['app/retention/', 'retention'],
  ['app/loyalty/', 'loyalty'],
  ['app/rewards/', 'rewards'],
  ['app/referrals/', 'referrals'],
  ['app/shoppers/', 'shoppers'],
  ['app/merchant/', 'merchant'],
  ['app/ui/', 'ui'],
  ['app/routes/', 'joining'],
  ['app/routes.ts', 'joining'],
  ['app/root.tsx', 'joining'],
  ['app/entry.server.tsx', 'joining'],
  ['app/serve', 'joining'],
  ['app/', 'root'],
];

const BELOW_SYNC = ['basics', 'root', 'shopify', 'queue'];
const EVERY_READ = ['sync:read', 'retention:read', 'loyalty:read', 'rewards:read'];

/** What each layer may import, beside itself. `sync:read` means the reads and types of sync. */
const ALLOWED: Record<string, string[]> = {
  basics: [],
  stats: ['basics'],
  root: ['basics'],
  queue: ['root', 'basics'],
  shopify: ['root', 'basics', 'queue'],
  sync: BELOW_SYNC,
  retention: [...BELOW_SYNC, 'stats', 'sync:read'],
  loyalty: [...BELOW_SYNC, 'stats', 'sync:read'],
  rewards: [...BELOW_SYNC, 'stats', 'sync:read', 'loyalty', 'retention:read'],
  referrals: [...BELOW_SYNC, 'stats', 'sync:read', 'loyalty', 'rewards', 'retention:read'],
  shoppers: [...BELOW_SYNC, 'stats', ...EVERY_READ, 'referrals:read', 'loyalty:estimate'],
  merchant: ['root', 'basics'],
  ui: ['basics'],
};

/** Files of a feature that may join features, like the doors do. */
const JOINING = /^app\/retention\/analyse\//;

export function layerOf(file: string): string | null {
  if (JOINING.test(file)) return 'joining';
  const [found] = LAYERS.filter(([prefix]) => file.startsWith(prefix)).sort(
    ([a], [b]) => b.length - a.length,
  );
  return found?.[1] ?? null;
}

/** Reads are read*.server.ts; nouns (pure files) of a feature carry its types and rules. */
function isRead(file: string): boolean {
  return /\/read[^/]*\.server\.ts$/.test(file) || !/\.server\.tsx?$/.test(file);
}

/** True if `file` may import `target`, both files of app/. */
export function mayImport(file: string, target: string, isTypeOnly: boolean): boolean {
  const from = layerOf(file);
  const to = layerOf(target);
  if (from === null || to === null || from === to || from === 'joining') return true;
  if (isTypeOnly && to !== 'joining' && to === 'root') return true;
  const allowed = ALLOWED[from] ?? [];
  return allowed.some((entry) => {
    const [layer, part] = entry.split(':');
    if (layer !== to) return false;
    return part === undefined || isTypeOnly || isRead(target);
  });
}
