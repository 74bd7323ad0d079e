// What is wrong, or doubtful, with a set of rules that has the right form: contradictions,
// overlaps, reversed dates.
import { plainCode } from '../earning/action-worth.ts';
import { actionName } from './action-name.ts';
import type { ProductRule, Rules } from './rules.ts';

export type Problem = {
  /** Where it is: `campaigns.2.endsAt` */
  path: string;
  message: string;
  /** An error is not saved; a warning is shown. */
  severity: 'error' | 'warning';
};

/** All problems of `rules`; those with severity `error` forbid saving. */
export function problemsOf(rules: Rules): Problem[] {
  return [
    ...duplicateIds(rules),
    ...productProblems(rules.order.products),
    ...orderProblems(rules),
    ...dateProblems(rules),
    ...actionProblems(rules),
    ...tierProblems(rules),
    ...expiryProblems(rules),
    ...perkProblems(rules),
  ];
}

type FormIssue = {
  path: PropertyKey[];
  message: string;
  minimum?: number | bigint;
  maximum?: number | bigint;
};

/**
 * What the schema found, with the name of the rule it is about: 'Birthday, points: between 0 and
 * 1,000,000,000'.
 */
export function problemsOfForm(issues: readonly FormIssue[], given: unknown): Problem[] {
  return issues.map((issue) => {
    const { path, message } = issue;
    const place = path.findLastIndex((part) => typeof part === 'number');
    const rule = path.slice(0, place + 1).reduce<unknown>(within, given);
    const named = (rule as { name?: unknown } | null)?.name;
    const name = typeof named === 'string' && named !== '' ? `“${named}”` : null;
    const field = String(path.findLast((part) => typeof part === 'string') ?? '');
    const words = [name, FIELDS[field] ?? field].filter((part) => part).join(', ');
    const text = words === '' ? message : capital(`${words}: ${plainWords(issue, field)}`);
    return error(path.join('.'), text);
  });
}

const capital = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1);

const within = (value: unknown, part: PropertyKey): unknown =>
  typeof value === 'object' && value !== null
    ? (value as Record<PropertyKey, unknown>)[part]
    : undefined;

/** The schema's own messages are for programmers; those that rules.ts gives are for people. */
function plainWords({ message, minimum, maximum }: FormIssue, field: string): string {
  if (!/^(Invalid|Too|Expected)/.test(message)) return message;
  if (minimum !== undefined) return `at least ${minimum}`;
  if (maximum !== undefined) return `at most ${maximum}`;
  return EXPECTED[field] ?? 'fill in a whole number of 0 or more';
}

const EXPECTED: Record<string, string> = {
  url: 'an address like https://example.com',
  startsAt: 'choose a day',
  endsAt: 'choose a day',
  productId: 'choose one',
  productIds: 'numbers of products, separated by commas',
  collectionIds: 'numbers of collections, separated by commas',
};

const FIELDS: Record<string, string> = {
  points: 'points',
  per: 'amount',
  percent: 'percent of the usual points',
  threshold: 'threshold',
  entryPoints: 'points on entering',
  percentOff: 'percent off every order',
  graceDays: 'days of grace',
  times: 'how many times',
  startsAt: 'start',
  endsAt: 'end',
  order: 'number of the order',
  productId: 'product',
  months: 'months',
  url: 'address',
  code: 'code',
  name: 'name',
  productIds: 'product numbers',
  collectionIds: 'collection numbers',
};

const error = (path: string, message: string): Problem => ({ path, message, severity: 'error' });
const warning = (path: string, message: string): Problem => ({
  path,
  message,
  severity: 'warning',
});

function duplicateIds(rules: Rules): Problem[] {
  const lists = {
    'order.products': rules.order.products,
    actions: rules.actions,
    campaigns: rules.campaigns,
    'tiers.levels': rules.tiers?.levels ?? [],
  };
  return Object.entries(lists).flatMap(([path, list]) =>
    list
      .filter(({ id }, at) => list.findIndex((one) => one.id === id) !== at)
      .map(({ id }) => error(path, `"${id}" is there twice`)),
  );
}

function productProblems(products: readonly ProductRule[]): Problem[] {
  const problems: Problem[] = [];
  products.forEach((rule, at) => {
    const { productIds, collectionIds, tags, types, vendors } = rule.match;
    const size = [productIds, collectionIds, tags, types, vendors].reduce(
      (total, list) => total + list.length,
      0,
    );
    const path = `order.products.${at}`;
    if (size === 0) problems.push(error(`${path}.match`, `"${rule.name}" matches no product`));
    for (const other of products.slice(0, at)) {
      const shared = overlap(rule, other);
      if (shared === null) continue;
      const isExcluded = rule.effect.kind === 'exclude' || other.effect.kind === 'exclude';
      const isSame = rule.effect.kind === other.effect.kind;
      if (isExcluded && !isSame) {
        problems.push(
          error(path, `"${rule.name}" and "${other.name}" contradict each other about ${shared}`),
        );
      } else {
        problems.push(
          warning(
            path,
            `"${rule.name}" and "${other.name}" both speak of ${shared}: the one that gives more counts`,
          ),
        );
      }
    }
  });
  return problems;
}

function overlap(a: ProductRule, b: ProductRule): string | null {
  const product = a.match.productIds.find((id) => b.match.productIds.includes(id));
  if (product !== undefined) return `product ${product}`;
  const collection = a.match.collectionIds.find((id) => b.match.collectionIds.includes(id));
  if (collection !== undefined) return `collection ${collection}`;
  for (const key of ['tags', 'types', 'vendors'] as const) {
    const had = new Set(b.match[key].map((word) => word.toLowerCase()));
    const word = a.match[key].find((one) => had.has(one.toLowerCase()));
    if (word !== undefined) return `“${word}”`;
  }
  return null;
}

function orderProblems({ order }: Rules): Problem[] {
  const problems: Problem[] = [];
  const orders = order.milestones.map((one) => one.order);
  if (new Set(orders).size !== orders.length) {
    problems.push(error('order.milestones', 'two bonuses for the same order'));
  }
  if (order.base.kind === 'per-amount' && order.base.points > order.base.per * 100n) {
    problems.push(
      warning('order.base', 'more than a hundred points for the smallest coin: is this meant?'),
    );
  }
  if (order.cap === 0n)
    problems.push(error('order.cap', 'with a cap of 0 no order earns anything'));
  if (order.limit?.points === 0n) {
    problems.push(error('order.limit', 'with a limit of 0 nobody earns anything'));
  }
  if (order.limit !== null && order.cap !== null && order.limit.points < order.cap) {
    const text = 'the limit of a member is below what one order can earn: the cap has no effect';
    problems.push(warning('order.cap', text));
  }
  return problems;
}

function dateProblems(rules: Rules): Problem[] {
  const problems: Problem[] = [];
  rules.campaigns.forEach((one, at) => {
    const path = `campaigns.${at}`;
    if (one.startsAt >= one.endsAt) {
      problems.push(error(`${path}.endsAt`, `"${one.name}" ends before it starts`));
    }
    const other = rules.campaigns
      .slice(0, at)
      .find((earlier) => earlier.startsAt < one.endsAt && one.startsAt < earlier.endsAt);
    if (other) {
      problems.push(
        warning(
          path,
          `"${one.name}" and "${other.name}" overlap: together they multiply each other`,
        ),
      );
    }
    for (const tierId of one.tierIds) {
      if (!rules.tiers?.levels.some((level) => level.id === tierId)) {
        problems.push(error(`${path}.tierIds`, `"${one.name}" names a tier that does not exist`));
      }
    }
  });
  return problems;
}

function actionProblems({ actions }: Rules): Problem[] {
  const problems: Problem[] = [];
  actions.forEach((one, at) => {
    const path = `actions.${at}`;
    const called = actionName(one);
    if (one.startsAt && one.endsAt && one.startsAt >= one.endsAt) {
      problems.push(error(`${path}.endsAt`, `"${called}" ends before it starts`));
    }
    if (one.kind === 'code' && one.code === null) {
      problems.push(error(`${path}.code`, `"${called}" needs the code that is entered`));
    }
    if (one.kind === 'social' && one.url === null) {
      problems.push(error(`${path}.url`, `"${called}" needs the address to follow`));
    }
    const code = one.code && plainCode(one.code);
    const twin = actions
      .slice(0, at)
      .find((other) => code && other.code && plainCode(other.code) === code);
    if (twin) problems.push(error(`${path}.code`, `"${actionName(twin)}" has the same code`));
    if (one.limit === null && ['review', 'custom'].includes(one.kind)) {
      problems.push(warning(`${path}.limit`, `"${called}" can be earned without end`));
    }
  });
  return problems;
}

function tierProblems({ tiers }: Rules): Problem[] {
  if (tiers === null) return [];
  const problems: Problem[] = [];
  tiers.levels.forEach((level, at) => {
    const below = tiers.levels[at - 1];
    if (below && level.threshold <= below.threshold) {
      problems.push(
        error(`tiers.levels.${at}.threshold`, `"${level.name}" must lie above "${below.name}"`),
      );
    }
    if (below && level.percent < below.percent) {
      problems.push(
        warning(`tiers.levels.${at}.percent`, `"${level.name}" earns less than "${below.name}"`),
      );
    }
  });
  tiers.memberships.forEach((one, at) => {
    if (!tiers.levels.some((level) => level.id === one.tierId)) {
      problems.push(error(`tiers.memberships.${at}`, 'grants a tier that does not exist'));
    }
    const twin = tiers.memberships.findIndex((other) => other.productId === one.productId);
    if (twin !== at) {
      const text = 'a product that is sold as membership twice grants both: keep one';
      problems.push(error(`tiers.memberships.${at}`, text));
    }
  });
  return problems;
}

/** The shortest month has so many days. */
const MONTH_DAYS = 28;

function expiryProblems({ expiry, pending }: Rules): Problem[] {
  if (expiry.kind === 'never') return [];
  const problems: Problem[] = [];
  const life = expiry.months * MONTH_DAYS;
  if (expiry.warnDays.length === 0) {
    problems.push(warning('expiry.warnDays', 'points lapse without a warning'));
  }
  if (pending.days >= life) {
    const window = `the return window of ${pending.days} days`;
    problems.push(error('expiry.months', `points would lapse before ${window} is over`));
  }
  for (const days of expiry.warnDays.filter((one) => one >= life)) {
    const text = `a warning ${days} days before the end comes before the points do`;
    problems.push(warning('expiry.warnDays', text));
  }
  return problems;
}

function perkProblems({ tiers, excludedCustomerTags }: Rules): Problem[] {
  const excluded = new Set(excludedCustomerTags.map((tag) => tag.toLowerCase()));
  return (tiers?.levels ?? []).flatMap(({ id, name, perks: { tag } }, at) => {
    const path = `tiers.levels.${at}.perks.tag`;
    const isOut = [tag ?? '', `encore-tier-${id}`].some((one) => excluded.has(one.toLowerCase()));
    return [
      ...(isOut ? [error(path, `the tag of "${name}" excludes its members from earning`)] : []),
      ...(tag?.includes(',') ? [error(path, `the tag of "${name}" cannot have a comma`)] : []),
    ];
  });
}
