// Names of weeks, months, quarters and years by their first day.
import type { Format } from '#app/ui/writing.ts';

export type PageUnit = 'week' | 'month' | 'quarter' | 'year';

/** 'Nov 22, 2026', 'Nov 2026', 'Q4 2026' or '2026'. */
export function periodName(format: Format, unit: PageUnit, start: string): string {
  if (unit === 'week') return format.day(start);
  if (unit === 'month') return format.month(start);
  const year = start.slice(0, 4);
  return unit === 'year' ? year : `Q${Math.ceil(Number(start.slice(5, 7)) / 3)} ${year}`;
}

export const unitNames: Record<PageUnit, string> = {
  week: 'Week',
  month: 'Month',
  quarter: 'Quarter',
  year: 'Year',
};
