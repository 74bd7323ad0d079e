// Amounts side by side or stacked, as bars.
import { Bar } from '@visx/shape';
import { type Geometry, PlotFrame } from './plot-frame.tsx';

export type BarSeries = { name: string; values: readonly number[]; color?: string };

export type BarChartProps = {
  label: string;
  places: readonly string[];
  series: readonly BarSeries[];
  isStacked?: boolean;
  /** Values are counts. */
  isWhole?: boolean;
  format: (value: number) => string;
  formatAxis?: (value: number) => string;
  height?: number;
};

const colors = [
  'var(--plot-1)',
  'var(--plot-2)',
  'var(--plot-3)',
  'var(--plot-4)',
  'var(--plot-5)',
];
const colorOf = (series: BarSeries, index: number) =>
  series.color ?? (colors[index % colors.length] as string);

export function BarChart(props: BarChartProps) {
  const { places, series, isStacked = false, format } = props;
  const reach = places.flatMap((_, place) =>
    isStacked ? stackEnds(series, place) : series.map(({ values }) => values[place] ?? 0),
  );
  return (
    <PlotFrame
      label={props.label}
      places={places}
      extent={[Math.min(0, ...reach), Math.max(0, ...reach) || 1]}
      isWhole={props.isWhole ?? false}
      formatAxis={props.formatAxis ?? format}
      legend={series.map((entry, i) => ({
        name: entry.name,
        color: colorOf(entry, i),
        kind: 'block',
      }))}
      {...(props.height ? { height: props.height } : {})}
      describe={(place) =>
        series.map((entry, i) => ({
          name: entry.name,
          value: format(entry.values[place] ?? 0),
          color: colorOf(entry, i),
        }))
      }
    >
      {(geometry) =>
        places.map((name, place) => (
          <g key={name}>
            {isStacked
              ? stacked(series, place, geometry)
              : series.map((entry, i) => sideBySide(series, entry, i, place, geometry))}
          </g>
        ))
      }
    </PlotFrame>
  );
}

/** A single bar should not be a wall. Pixels. */
const MOST_WIDTH = 160;

// What is above zero is stacked upwards, what is below it downwards.
function stackEnds(series: readonly BarSeries[], place: number): [number, number] {
  const values = series.map(({ values: own }) => own[place] ?? 0);
  const sum = (keep: (value: number) => boolean) => values.filter(keep).reduce((a, b) => a + b, 0);
  return [sum((value) => value < 0), sum((value) => value > 0)];
}

function stacked(series: readonly BarSeries[], place: number, geometry: Geometry) {
  const ends = { up: 0, down: 0 };
  return series.map((entry, i) => {
    const value = entry.values[place] ?? 0;
    const side = value < 0 ? 'down' : 'up';
    const from = ends[side];
    ends[side] += value;
    return bar(entry.name, colorOf(entry, i), geometry, {
      place,
      from,
      to: from + value,
      x: geometry.left(place) - geometry.step * 0.36,
      width: geometry.step * 0.72,
    });
  });
}

function sideBySide(
  series: readonly BarSeries[],
  entry: BarSeries,
  index: number,
  place: number,
  geometry: Geometry,
) {
  const width = Math.min(MOST_WIDTH, (geometry.step * 0.76) / series.length);
  return bar(entry.name, colorOf(entry, index), geometry, {
    place,
    from: 0,
    to: entry.values[place] ?? 0,
    x: geometry.left(place) + width * (index - series.length / 2),
    width: Math.max(1, width - (series.length > 1 ? 1 : 0)),
  });
}

function bar(
  name: string,
  color: string,
  geometry: Geometry,
  at: { place: number; from: number; to: number; x: number; width: number },
) {
  const top = Math.min(geometry.top(at.from), geometry.top(at.to));
  const isDimmed = geometry.active !== null && geometry.active !== at.place;
  return (
    <Bar
      key={name}
      x={at.x}
      width={at.width}
      y={top}
      height={Math.abs(geometry.top(at.from) - geometry.top(at.to))}
      fill={color}
      opacity={isDimmed ? 0.45 : 1}
      rx={2}
    />
  );
}
