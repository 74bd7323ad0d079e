// When a recurring job of a shop is due. Shops are spread over the minutes, so that not all wake at
// once.
import { Temporal } from 'temporal-polyfill';

export type Recurrence = { everyMinutes: number } | { atLocalHour: number };

/** True if it is due for this shop in the minute that `now` lies in, by the shop's own clock. */
export function isDue(
  recurrence: Recurrence,
  shop: { id: number; timezone: string },
  now: Date,
): boolean {
  if ('everyMinutes' in recurrence) {
    const minute = Math.floor(now.getTime() / 60_000);
    return minute % recurrence.everyMinutes === shop.id % recurrence.everyMinutes;
  }
  const { timezone: timeZone } = shop;
  const local = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone);
  // An hour that the spring leaves out comes with the next one.
  const plainTime = { hour: recurrence.atLocalHour, minute: shop.id % 60 };
  const due = local.toPlainDate().toZonedDateTime({ timeZone, plainTime });
  return local.round({ smallestUnit: 'minute', roundingMode: 'floor' }).equals(due);
}
