// What a filter asks for, in words: a list must say who is on it.
import { RFM_MEANING } from '#app/retention/rfm.ts';
import type { Filter } from '#app/retention/segments/filter.ts';
import type { Format } from '#app/ui/writing.ts';
import { behindWords, type ValuedDays } from './behind-words.ts';

/** 'Customers who placed 2 orders or more and are at most 70% likely …'; null for everybody. */
export function filterWords(format: Format, filter: Filter, valued: ValuedDays): string | null {
  const conditions = conditionsOf(format, filter, valued);
  return conditions.length === 0 ? null : `Customers who ${conditions.join('; who ')}.`;
}

function conditionsOf(format: Format, filter: Filter, valued: ValuedDays): string[] {
  const said: (string | false | undefined)[] = [
    filter.behind && behindWords(format, filter.behind, valued),
    filter.groups && `are ${groupWords(filter.groups)}`,
    orderWords(format, filter),
    filter.minQuietDays !== undefined &&
      `have not ordered for ${format.plural(filter.minQuietDays, 'day', 'days')}`,
    aliveWords(format, filter),
    filter.isOverdue && 'were due to order again before today',
    filter.tags &&
      `carry the ${filter.tags.length === 1 ? 'tag' : 'tags'} ${filter.tags.join(', ')}`,
  ];
  return said.filter((one) => typeof one === 'string');
}

/** 'At risk or Almost lost'. */
export const groupWords = (groups: NonNullable<Filter['groups']>) =>
  groups.length === 0
    ? 'in two groups that have nobody in common'
    : groups.map((group) => RFM_MEANING[group].name).join(' or ');

function orderWords(format: Format, { minOrders, maxOrders }: Filter): string | false {
  const orders = (count: number) => format.plural(count, 'order', 'orders');
  if (minOrders !== undefined && minOrders === maxOrders) return `placed ${orders(minOrders)}`;
  if (minOrders !== undefined && maxOrders !== undefined) {
    if (minOrders > maxOrders) {
      return `placed ${orders(minOrders)} or more and ${maxOrders} at most, which nobody can`;
    }
    return `placed ${minOrders} to ${orders(maxOrders)}`;
  }
  if (minOrders !== undefined) return `placed ${orders(minOrders)} or more`;
  return maxOrders !== undefined && `placed ${orders(maxOrders)} at most`;
}

function aliveWords(format: Format, { minAlive, maxAlive }: Filter): string | false {
  const percent = (share: number) => format.percent(share, 0);
  if (minAlive !== undefined && maxAlive !== undefined) {
    return `are still customers with a chance of ${percent(minAlive)} to ${percent(maxAlive)}`;
  }
  if (minAlive !== undefined)
    return `are still customers with a chance of ${percent(minAlive)} or more`;
  return (
    maxAlive !== undefined && `are still customers with a chance of ${percent(maxAlive)} at most`
  );
}
