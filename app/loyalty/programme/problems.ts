// What is wrong, or doubtful, with a set of rules that has the right form (see form-problems.ts):
// contradictions, overlaps, reversed dates, numbers that are far out.
import { plainCode } from '../earning/action-worth.ts';
import { actionName } from './action-name.ts';
import type { Campaign, ProductRule, Rules } from './rules.ts';

export type Problem = {
  /** Where it is: `campaigns.2.endsAt` */
  path: string;
  message: string;
  /** The same beside the field itself, where its name needs no telling. */
  atField?: string;
  /** An error is not saved; a warning is asked about before. */
  severity: 'error' | 'warning';
};

/**
 * All problems of `rules`; those with severity `error` forbid saving. What is over before `now` can
 * only be told where `now` is given.
 */
export function problemsOf(rules: Rules, now: Date | null = null): Problem[] {
  return [
    ...duplicateIds(rules),
    ...productProblems(rules.order.products),
    ...orderProblems(rules),
    ...campaignProblems(rules, now),
    ...actionProblems(rules),
    ...farOutProblems(rules),
    ...tierProblems(rules),
    ...expiryProblems(rules),
    ...perkProblems(rules),
  ];
}

/** The first letter large: each problem is a line of its own. */
export const capital = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1);

const error = (path: string, words: string): Problem => ({
  path,
  message: capital(words),
  severity: 'error',
});
const warning = (path: string, words: string): Problem => ({
  path,
  message: capital(words),
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
  if (order.base.kind !== 'none' && order.base.points === 0n) {
    problems.push(warning('order.base.points', 'with 0 points no order earns anything'));
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

/** A bonus of more than a year is no bonus any more. */
const LONGEST_CAMPAIGN_DAYS = 366;
const DAY_MS = 86_400_000;

function campaignDoubts({ name, startsAt, endsAt, percent }: Campaign, now: Date | null): string[] {
  const days = Math.round((+endsAt - +startsAt) / DAY_MS);
  return [
    ...(percent === 0 ? [`orders earn nothing during "${name}"`] : []),
    ...(percent === 100 ? [`"${name}" gives the usual points: it changes nothing`] : []),
    ...(now !== null && endsAt > startsAt && endsAt <= now
      ? [`"${name}" is over already: it changes nothing`]
      : []),
    ...(days > LONGEST_CAMPAIGN_DAYS
      ? [`"${name}" lasts ${days.toLocaleString('en')} days, more than a year`]
      : []),
  ];
}

function campaignProblems(rules: Rules, now: Date | null): Problem[] {
  const problems: Problem[] = [];
  rules.campaigns.forEach((one, at) => {
    const path = `campaigns.${at}`;
    if (one.startsAt >= one.endsAt) {
      problems.push(error(`${path}.endsAt`, `"${one.name}" ends before it starts`));
    }
    problems.push(...campaignDoubts(one, now).map((words) => warning(path, words)));
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

/** What is given at once may be worth a large order, not a hundred of them. */
const FAR_OUT_TIMES = 1000n;
const FAR_OUT_POINTS = 100_000n;

/** Points that are no order's, and far more than orders give: mostly a slip of the hand. */
function farOutProblems({ actions, order, tiers }: Rules): Problem[] {
  const { base } = order;
  const usual = base.kind === 'per-amount' ? base.points * FAR_OUT_TIMES : FAR_OUT_POINTS;
  const most = usual > 0n && usual < FAR_OUT_POINTS ? usual : FAR_OUT_POINTS;
  const given = [
    ...actions.map((one, at) => ({
      path: `actions.${at}.points`,
      what: `"${actionName(one)}"`,
      points: one.points,
    })),
    ...order.milestones.map((one, at) => ({
      path: `order.milestones.${at}.points`,
      what: `the bonus for order ${one.order}`,
      points: one.points,
    })),
    ...(tiers?.levels ?? []).map(({ name, entryPoints }, at) => ({
      path: `tiers.levels.${at}.entryPoints`,
      what: `entering "${name}"`,
      points: entryPoints,
    })),
  ];
  return given
    .filter(({ points }) => points > most)
    .map(({ path, what, points }) =>
      warning(
        path,
        `${what} gives ${points.toLocaleString('en')} points at once, far more than orders do`,
      ),
    );
}

function tierProblems({ tiers }: Rules): Problem[] {
  if (tiers === null) return [];
  const problems: Problem[] = [];
  tiers.levels.forEach((level, at) => {
    const below = tiers.levels[at - 1];
    const called = plainName(level.name);
    if (tiers.levels.slice(0, at).some((other) => plainName(other.name) === called)) {
      const words = `two tiers are called "${level.name}": nobody could tell them apart`;
      problems.push(error(`tiers.levels.${at}.name`, words));
    }
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

const plainName = (name: string) => name.trim().toLowerCase();

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
