// What every plot shares: size, axes, the legend, and one way to read values with mouse, finger,
// keyboard and screen reader.
import { scaleBand, scaleLinear } from '@visx/scale';
import { type ReactNode, useState } from 'react';
import { halfWidth, inTwoLines, PlotAxes } from './plot-axes.tsx';
import { PlotReader } from './plot-reader.tsx';
import { useWidth } from './use-width.ts';

export type PlotLine = { name: string; value: string; color: string; isDashed?: boolean };
export type PlotKey = { name: string; color: string; kind: 'line' | 'dashed' | 'block' };

/**
 * Where things lie: `left(i)` is the middle of the i-th place, `step` its width, `top(v)` a value.
 */
export type Geometry = {
  left: (index: number) => number;
  step: number;
  top: (value: number) => number;
  bottom: number;
  right: number;
  active: number | null;
};

export type PlotFrameProps = {
  /** What the plot shows, for people who do not see it. */
  label: string;
  /** The places along the x axis, already in words; no two alike. */
  places: readonly string[];
  /** The smallest and largest value to fit; widened to round numbers. */
  extent: readonly [number, number];
  /** Values are counts: nothing lies between two whole numbers. */
  isWhole?: boolean;
  formatAxis: (value: number) => string;
  /** All values at one place. */
  describe: (index: number) => readonly PlotLine[];
  legend?: readonly PlotKey[];
  height?: number;
  children: (geometry: Geometry) => ReactNode;
};

export function PlotFrame(props: PlotFrameProps) {
  const { label, places, describe, legend = [], height = 240 } = props;
  const { ref, width } = useWidth<HTMLDivElement>(640);
  const [active, setActive] = useState<number | null>(null);
  const ticks = scaleLinear({ domain: [...props.extent], nice: 4 })
    .ticks(4)
    .filter((tick) => !props.isWhole || Number.isInteger(tick));
  const marginLeft = 10 + 6.5 * Math.max(...ticks.map((tick) => props.formatAxis(tick).length));
  const x = scaleBand({ domain: places.map((_, i) => i), range: [marginLeft, width - 8] });
  const step = x.bandwidth();
  const left = (index: number) => (x(index) ?? marginLeft) + step / 2;
  const { names, named } = placeNames(places, left, width);
  const bottom = height - (names === places ? ONE_LINE : TWO_LINES);
  const y = scaleLinear({ domain: [...props.extent], range: [bottom, 8], nice: 4 });
  const geometry: Geometry = {
    left,
    step,
    top: y,
    bottom,
    right: width - 8,
    active,
  };
  return (
    <div>
      {legend.length > 1 && <Legend entries={legend} />}
      <div className="plot" ref={ref} style={{ height }}>
        <svg width={width} height={height} aria-hidden="true">
          {ticks.map((tick) => (
            <line
              key={tick}
              x1={marginLeft}
              x2={width - 8}
              y1={y(tick)}
              y2={y(tick)}
              stroke="var(--plot-grid)"
            />
          ))}
          {props.children(geometry)}
          <PlotAxes
            x={x}
            y={y}
            ticks={ticks}
            named={named}
            placeName={(index) => names[index] ?? ''}
            formatAxis={props.formatAxis}
            left={marginLeft}
            bottom={bottom}
            width={width}
          />
        </svg>
        <PlotReader
          label={label}
          places={places}
          describe={describe}
          active={active}
          setActive={setActive}
          placeAt={(px) => Math.floor((px - marginLeft) / step)}
          leftOf={left}
          width={width}
        />
      </div>
    </div>
  );
}

/** Room for the names below a plot, in pixels. */
const ONE_LINE = 28;
const TWO_LINES = 42;

/** The names of the places: in two lines where that makes room for all of them. */
function placeNames(places: readonly string[], left: (index: number) => number, width: number) {
  const named = namedPlaces(places, left, width);
  if (named.length === places.length) return { names: places, named };
  const names = places.map(inTwoLines);
  const all = namedPlaces(names, left, width);
  return all.length === places.length ? { names, named: all } : { names: places, named };
}

/**
 * The places whose names have room beside each other: every one, every second, every third …
 * counted from the end, because the newest place is always named.
 */
function namedPlaces(
  places: readonly string[],
  left: (index: number) => number,
  width: number,
): number[] {
  const last = places.length - 1;
  const half = (index: number) => halfWidth(places[index] ?? '');
  const middle = (index: number) => Math.min(left(index), width - half(index));
  const hasRoom = (a: number, b: number) => middle(b) - half(b) - middle(a) - half(a) >= 8;
  for (let every = 1; ; every++) {
    const named = places.flatMap((_, i) => ((last - i) % every === 0 ? [i] : []));
    if (named.every((place, i) => i === 0 || hasRoom(named[i - 1]!, place))) return named;
  }
}

function Legend({ entries }: { entries: readonly PlotKey[] }) {
  return (
    <ul className="plot-legend">
      {entries.map(({ name, color, kind }) => (
        <li key={name}>
          <span className={`plot-key is-${kind}`} style={{ color }} />
          {name}
        </li>
      ))}
    </ul>
  );
}
