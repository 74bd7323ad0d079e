// Plots of a report as SVG, without any library, so that a report can be looked at and mailed.
import type { Report } from './report.ts';

const WIDTH = 800;
const HEIGHT = 360;
const LEFT = 60;
const TOP = 40;
const PLOT_WIDTH = WIDTH - LEFT - 20;
const PLOT_HEIGHT = HEIGHT - TOP - 40;

type Attributes = Record<string, string | number>;

/** An SVG element; what is inside is text, and escaped. */
function element(name: string, attributes: Attributes, inside = ''): string {
  const written = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${typeof value === 'number' ? Number(value.toFixed(1)) : value}"`,
  );
  return `<${name}${written.join('')}>${escaped(inside)}</${name}>`;
}

const escaped = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
const at = (value: number) => value.toFixed(1);

type Line = { name: string; color: string; values: readonly (number | null)[] };

/** File name → SVG. */
export function plotsOf(report: Report): Record<string, string> {
  const plots: Record<string, string> = {
    'retention.svg': lines(
      `Customer retention rate by ${report.retention.period} (%)`,
      report.retention.periods.map(({ start }) => start),
      [
        {
          name: 'rate',
          color: '#2a6fdb',
          values: report.retention.periods.map(({ rate }) => inPercent(rate)),
        },
        {
          name: 'strict',
          color: '#c2571a',
          values: report.retention.periods.map(({ strictRate }) => inPercent(strictRate)),
        },
      ],
    ),
    'second-order.svg': lines(
      'Customers without a second order, by days since the first (%)',
      report.retention.secondOrder.map(({ day }) => String(day)),
      [
        {
          name: 'not yet',
          color: '#2a6fdb',
          values: report.retention.secondOrder.map(({ survival }) => survival * 100),
        },
      ],
    ),
    'cohorts.svg': cohortPlot(report),
  };
  const { holdout } = report.clv;
  if (holdout) {
    plots['forecast.svg'] = lines(
      'Orders a week in the part held out',
      holdout.weekly.map((_, week) => String(week + 1)),
      [
        { name: 'actual', color: '#c2571a', values: holdout.weekly.map(({ actual }) => actual) },
        {
          name: 'predicted',
          color: '#2a6fdb',
          values: holdout.weekly.map(({ predicted }) => predicted),
        },
      ],
    );
  }
  return plots;
}

const inPercent = (rate: number | null) => (rate === null ? null : rate * 100);

const frame = (title: string, body: string, height = HEIGHT) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" ` +
  `font-family="system-ui, sans-serif" font-size="12"><title>${escaped(title)}</title>` +
  `<rect width="${WIDTH}" height="${height}" fill="#fff"/>` +
  `<text x="${LEFT}" y="22" font-size="15" fill="#222">${escaped(title)}</text>${body}</svg>\n`;

function lines(title: string, labels: readonly string[], all: readonly Line[]): string {
  const values = all.flatMap(({ values: of }) => of.filter((value) => value !== null));
  const top = niceTop(Math.max(0, ...values));
  const x = (i: number) => LEFT + (labels.length < 2 ? 0 : (i / (labels.length - 1)) * PLOT_WIDTH);
  const y = (value: number) => TOP + PLOT_HEIGHT - (value / top) * PLOT_HEIGHT;
  const grid = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const value = top * share;
    const height = y(value);
    const line = { x1: LEFT, x2: WIDTH - 20, y1: height, y2: height, stroke: '#ddd' };
    const label = { x: LEFT - 8, y: height + 4, 'text-anchor': 'end', fill: '#555' };
    return element('line', line) + element('text', label, String(Number(value.toPrecision(3))));
  });
  const step = Math.max(1, Math.ceil(labels.length / 8));
  const names = labels
    .map((label, i) => ({ label, i }))
    .filter(({ i }) => i % step === 0)
    .map(({ label, i }) => {
      const place = { x: x(i), y: HEIGHT - 18, 'text-anchor': 'middle', fill: '#555' };
      return element('text', place, label);
    });
  const drawn = all.map(({ name, color, values: of }, n) => {
    // A gap where there is no figure: the pen is lifted.
    const path = of.map((value, i) =>
      value === null ? '' : `${of[i - 1] == null ? 'M' : 'L'}${at(x(i))} ${at(y(value))}`,
    );
    const place = { x: WIDTH - 20, y: TOP - 18 + n * 16, 'text-anchor': 'end', fill: color };
    const stroke = { fill: 'none', stroke: color, 'stroke-width': '2' };
    return element('path', { d: path.join(''), ...stroke }) + element('text', place, name);
  });
  return frame(title, [...grid, ...names, ...drawn].join(''));
}

/** The next of 1, 2, 5, 10, 20 … that is no smaller. */
function niceTop(value: number): number {
  const scale = 10 ** Math.floor(Math.log10(Math.max(value, 1e-9)));
  return value <= 0 ? 1 : ([1, 2, 5, 10].find((step) => step * scale >= value) ?? 10) * scale;
}

const MOST_COHORTS = 24;
const CELL_HEIGHT = 22;

function cohortPlot({ retention }: Report): string {
  const rows = retention.cohorts.slice(-MOST_COHORTS);
  const ages = Math.min(MOST_COHORTS, Math.max(1, ...rows.map(({ active }) => active.length)));
  const width = (PLOT_WIDTH - 60) / ages;
  const cells = rows.flatMap(({ cohort, size, active, finishedAges }, r) => {
    const y = TOP + r * CELL_HEIGHT;
    const beside = { y: y + 15, 'text-anchor': 'end', fill: '#555' };
    const label =
      element('text', { x: LEFT - 8, ...beside }, cohort.slice(0, 7)) +
      element('text', { x: LEFT + 40, ...beside }, String(size));
    const figures = active.slice(0, ages).map((count, age) => {
      const share = count / size;
      const x = LEFT + 60 + age * width;
      const box = { x, y, width: width - 1, height: CELL_HEIGHT - 1, fill: '#2a6fdb' };
      const depth = { 'fill-opacity': Math.min(1, share * 1.5 + 0.04).toFixed(2) };
      const open = { stroke: '#888', 'stroke-dasharray': '3 2' };
      const place = { x: x + width / 2, y: y + 15, 'text-anchor': 'middle', 'font-size': '10' };
      return (
        element('rect', { ...box, ...depth, ...(age < finishedAges ? {} : open) }) +
        element('text', { ...place, fill: share > 0.4 ? '#fff' : '#222' }, (share * 100).toFixed(0))
      );
    });
    return [label, ...figures];
  });
  const height = TOP + rows.length * CELL_HEIGHT + 20;
  return frame(
    `Cohorts: share with an order by ${retention.period}s since the first (%; dashed: not over yet)`,
    cells.join(''),
    height,
  );
}
