// Values over time, as lines.
import { Group } from '@visx/group';
import { LinePath } from '@visx/shape';
import { type Geometry, PlotFrame, type PlotKey } from './plot-frame.tsx';

export type LineSeries = {
  name: string;
  /** One value a place; null where it is undefined, and the line has a gap. */
  values: readonly (number | null)[];
  /** Drawn dashed and grey: another period, a model, a goal. */
  isReference?: boolean;
  /** From this place on the period has not ended: drawn dotted. */
  unfinishedFrom?: number;
};

/** A horizontal line to compare with, such as a benchmark. */
export type ReferenceLine = { name: string; value: number };

/** A vertical line before a place, where something else begins. */
export type Divider = { at: number; name: string };

export type LineChartProps = {
  label: string;
  places: readonly string[];
  series: readonly LineSeries[];
  references?: readonly ReferenceLine[];
  divider?: Divider;
  format: (value: number | null) => string;
  formatAxis?: (value: number) => string;
  height?: number;
};

const colors = ['var(--plot-1)', 'var(--plot-2)', 'var(--plot-3)', 'var(--plot-4)'];
const grey = 'var(--plot-5)';

/** Colours go to the series in order; references are grey and dashed. */
function colored(series: readonly LineSeries[]) {
  let next = 0;
  return series.map((entry) => ({
    ...entry,
    color: entry.isReference ? grey : (colors[next++ % colors.length] as string),
  }));
}

export function LineChart(props: LineChartProps) {
  const { places, format, references = [] } = props;
  const series = colored(props.series);
  const values = [
    0,
    ...series.flatMap((entry) => entry.values.filter((value) => value !== null)),
    ...references.map(({ value }) => value),
  ];
  const extent = [Math.min(...values), Math.max(...values) || 1] as const;
  const legend: PlotKey[] = [
    ...series.map(({ name, color, isReference }) => ({
      name,
      color,
      kind: isReference ? ('dashed' as const) : ('line' as const),
    })),
    ...references.map(({ name }) => ({ name, color: grey, kind: 'dashed' as const })),
  ];
  return (
    <PlotFrame
      label={props.label}
      places={places}
      extent={extent}
      formatAxis={props.formatAxis ?? format}
      legend={legend}
      {...(props.height ? { height: props.height } : {})}
      describe={(index) =>
        series.map(({ name, color, isReference, values: own, unfinishedFrom }) => ({
          name: unfinishedFrom !== undefined && index >= unfinishedFrom ? `${name} so far` : name,
          value: format(own[index] ?? null),
          color,
          ...(isReference ? { isDashed: true } : {}),
        }))
      }
    >
      {(geometry) => (
        <>
          {references.map(({ name, value }) => (
            <line
              key={name}
              x1={geometry.left(0) - geometry.step / 2}
              x2={geometry.right}
              y1={geometry.top(value)}
              y2={geometry.top(value)}
              stroke={grey}
              strokeDasharray="5 4"
            />
          ))}
          {props.divider && <DividerLine {...props.divider} geometry={geometry} />}
          {geometry.active !== null && (
            <line
              x1={geometry.left(geometry.active)}
              x2={geometry.left(geometry.active)}
              y1={8}
              y2={geometry.bottom}
              stroke="#8a8a8a"
            />
          )}
          {series.map((entry) => (
            <Line key={entry.name} {...entry} geometry={geometry} />
          ))}
        </>
      )}
    </PlotFrame>
  );
}

function DividerLine({ at, name, geometry }: Divider & { geometry: Geometry }) {
  const x = geometry.left(at) - geometry.step / 2;
  // The words stand where there is room for them.
  const isLate = x > geometry.right - 80;
  return (
    <Group>
      <line x1={x} x2={x} y1={8} y2={geometry.bottom} stroke={grey} strokeDasharray="2 3" />
      <text
        x={isLate ? x - 6 : x + 6}
        y={18}
        fontSize={12}
        fill="#4a4a4a"
        textAnchor={isLate ? 'end' : 'start'}
      >
        {name}
      </text>
    </Group>
  );
}

type Point = { index: number; value: number | null };

function Line(props: LineSeries & { color: string; geometry: Geometry }) {
  const { values, geometry, color, unfinishedFrom = values.length } = props;
  const points: Point[] = values.map((value, index) => ({ index, value }));
  const shared = {
    x: ({ index }: Point) => geometry.left(index),
    y: ({ value }: Point) => geometry.top(value ?? 0),
    defined: ({ value }: Point) => value !== null,
    stroke: color,
    strokeWidth: 2,
    strokeLinejoin: 'round' as const,
  };
  const dots = points.filter(({ index, value }) => {
    // A point without neighbours would not show as a line at all.
    const isAlone = (values[index - 1] ?? null) === null && (values[index + 1] ?? null) === null;
    return value !== null && (index === geometry.active || isAlone);
  });
  return (
    <Group>
      <LinePath
        {...shared}
        data={points.slice(0, unfinishedFrom)}
        {...(props.isReference ? { strokeDasharray: '5 4' } : {})}
      />
      {unfinishedFrom < values.length && (
        <LinePath
          {...shared}
          data={points.slice(Math.max(0, unfinishedFrom - 1))}
          strokeDasharray="1 5"
          strokeLinecap="round"
        />
      )}
      {dots.map((point) => (
        <circle
          key={point.index}
          cx={shared.x(point)}
          cy={shared.y(point)}
          r={4}
          fill={color}
          stroke="#fff"
        />
      ))}
    </Group>
  );
}
