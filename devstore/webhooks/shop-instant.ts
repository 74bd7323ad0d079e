// Webhook bodies carry instants with the shop's own offset: `2026-11-22T05:00:00-05:00`.
import type { Store } from '../store/store.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timezone: string): Intl.DateTimeFormat {
  let format = formats.get(timezone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', { timeZone: timezone, timeZoneName: 'longOffset' });
    formats.set(timezone, format);
  }
  return format;
}

/** Minutes that the zone is ahead of UTC at an instant. */
export function offsetMinutes(timezone: string, ms: number): number {
  const part = formatOf(timezone)
    .formatToParts(ms)
    .find(({ type }) => type === 'timeZoneName')!.value;
  const match = /GMT([+-])(\d{2}):(\d{2})/.exec(part);
  if (!match) return 0;
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3]));
}

/** A UTC instant in the shop's time, with offset. */
export function shopInstant(store: Store, iso: string): string;
export function shopInstant(store: Store, iso: string | null): string | null;
export function shopInstant(store: Store, iso: string | null): string | null {
  if (iso === null) return null;
  const ms = Date.parse(iso);
  const minutes = offsetMinutes(store.shop().timezone, ms);
  const local = new Date(ms + minutes * 60_000).toISOString().slice(0, 19);
  const size = Math.abs(minutes);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${local}${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
