// The growth curve of an import as an SVG: orders a second against the size of the history, on a
// logarithmic scale.
type Point = { orders: number; parse: number; copy: number; import: number };

const WIDTH = 640;
const HEIGHT = 360;
const LEFT = 70;
const BOTTOM = 310;
const COLOURS = { import: '#1f5fd1', copy: '#c2581a', parse: '#5b7d2a' } as const;
const NAMES = { import: 'whole import', copy: 'COPY only', parse: 'parse only' } as const;

/** Draws three lines; `points` are sorted by size. */
export function growthPlot(points: readonly Point[]): string {
  const most = Math.max(
    ...points.flatMap(({ parse, copy, import: whole }) => [parse, copy, whole]),
  );
  const first = Math.log10(points[0]!.orders);
  const span = Math.log10(points.at(-1)!.orders) - first || 1;
  const x = (orders: number) => LEFT + ((Math.log10(orders) - first) / span) * (WIDTH - LEFT - 120);
  const y = (rate: number) => BOTTOM - (rate / most) * (BOTTOM - 30);
  const text = (at: number, down: number, words: string, more = '') =>
    `<text x="${at.toFixed(0)}" y="${down.toFixed(0)}" ${more}>${words}</text>`;
  const kinds = ['import', 'copy', 'parse'] as const;
  const lines = kinds.map((kind) => {
    const path = points.map(
      (point) => `${x(point.orders).toFixed(1)},${y(point[kind]).toFixed(1)}`,
    );
    const last = points.at(-1)!;
    return `<polyline points="${path.join(' ')}"
      fill="none" stroke="${COLOURS[kind]}" stroke-width="2"/>
${text(x(last.orders) + 6, y(last[kind]) + 4, NAMES[kind], `fill="${COLOURS[kind]}"`)}`;
  });
  const sizes = points.map(({ orders }) =>
    text(x(orders), BOTTOM + 20, orders.toLocaleString('en'), 'text-anchor="middle"'),
  );
  const rates = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const rate = Math.round(most * share);
    return `${text(LEFT - 8, y(rate) + 4, rate.toLocaleString('en'), 'text-anchor="end"')}
<line x1="${LEFT}" x2="${WIDTH - 120}"
   y1="${y(rate).toFixed(0)}" y2="${y(rate).toFixed(0)}" stroke="#ddd"/>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg"
    viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui" font-size="12">
<title>Orders a second by the size of the history</title>
${[...rates, ...lines, ...sizes].join('\n')}
${text(LEFT, 18, 'orders a second')}
${text(WIDTH / 2, HEIGHT - 8, 'orders in the history', 'text-anchor="middle"')}
</svg>
`;
}
