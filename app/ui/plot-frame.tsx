// What every plot shares: size, axes, the legend, and one way to read values with mouse, finger,
// keyboard and screen reader.
import { AxisBottom, AxisLeft, type TickRendererProps } from '@visx/axis';
import { scaleBand, scaleLinear } from '@visx/scale';
import { type KeyboardEvent, type PointerEvent, type ReactNode, useState } from 'react';
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
  formatAxis: (value: number) => string;
  /** All values at one place. */
  describe: (index: number) => readonly PlotLine[];
  legend?: readonly PlotKey[];
  height?: number;
  children: (geometry: Geometry) => ReactNode;
};

const tickText = ({ formattedValue, x, y, ...rest }: TickRendererProps) => (
  <text x={x} y={y} dy={rest.dy} dx={rest.dx} textAnchor={rest.textAnchor}>
    {formattedValue}
  </text>
);

export function PlotFrame(props: PlotFrameProps) {
  const { label, places, describe, legend = [], height = 240 } = props;
  const { ref, width } = useWidth<HTMLDivElement>(640);
  const [active, setActive] = useState<number | null>(null);
  const y = scaleLinear({ domain: [...props.extent], range: [height - 28, 8], nice: 4 });
  const ticks = y.ticks(4);
  const marginLeft = 10 + 6.5 * Math.max(...ticks.map((tick) => props.formatAxis(tick).length));
  const x = scaleBand({ domain: places.map((_, i) => i), range: [marginLeft, width - 8] });
  const step = x.bandwidth();
  const left = (index: number) => (x(index) ?? marginLeft) + step / 2;
  const every = Math.max(1, Math.ceil((places.length * 64) / (width - marginLeft)));
  // Counted from the end: the newest place is always named.
  const named = places.flatMap((_, i) => ((places.length - 1 - i) % every === 0 ? [i] : []));
  const geometry: Geometry = {
    left,
    step,
    top: y,
    bottom: height - 28,
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
          <AxisLeft
            scale={y}
            left={marginLeft}
            tickValues={ticks}
            tickFormat={(value) => props.formatAxis(Number(value))}
            hideAxisLine
            hideTicks
            tickLength={4}
            tickLabelProps={{ textAnchor: 'end', dy: '0.33em' }}
            tickComponent={tickText}
          />
          <AxisBottom
            scale={x}
            top={height - 28}
            tickValues={named}
            tickFormat={(index) => places[Number(index)] ?? ''}
            stroke="#8a8a8a"
            hideTicks
            tickLabelProps={{ textAnchor: 'middle', dy: '0.6em' }}
            tickComponent={tickText}
          />
        </svg>
        <Reader
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

function Legend({ entries }: { entries: readonly PlotKey[] }) {
  return (
    <ul className="plot-legend">
      {entries.map(({ name, color, kind }) => (
        <li key={name}>
          <span
            className={`plot-key${kind === 'dashed' ? ' is-dashed' : kind === 'block' ? ' is-block' : ''}`}
            style={{ color }}
          />
          {name}
        </li>
      ))}
    </ul>
  );
}

type ReaderProps = Pick<PlotFrameProps, 'label' | 'places' | 'describe'> & {
  active: number | null;
  setActive: (index: number | null) => void;
  placeAt: (px: number) => number;
  leftOf: (index: number) => number;
  width: number;
};

// A slider over the places: arrow keys walk, and each value is spoken as it is reached.
function Reader(props: ReaderProps) {
  const { label, places, active, setActive, describe } = props;
  const last = places.length - 1;
  const clamp = (index: number) => Math.min(last, Math.max(0, index));
  const lines = active === null ? [] : describe(active);
  const spoken =
    active === null
      ? 'Use the arrow keys to read the values.'
      : `${places[active]}: ${lines.map(({ name, value }) => `${name} ${value}`).join(', ')}`;
  const point = (event: PointerEvent<HTMLDivElement>) =>
    setActive(
      clamp(props.placeAt(event.clientX - event.currentTarget.getBoundingClientRect().left)),
    );
  const press = (event: KeyboardEvent) => {
    const moves: Record<string, number> = {
      ArrowRight: (active ?? -1) + 1,
      ArrowLeft: (active ?? last + 1) - 1,
      Home: 0,
      End: last,
    };
    if (event.key === 'Escape') return setActive(null);
    const target = moves[event.key];
    if (target === undefined) return;
    event.preventDefault();
    setActive(clamp(target));
  };
  if (last < 0) return null;
  return (
    <>
      <div
        className="plot-area"
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-valuemin={1}
        aria-valuemax={places.length}
        aria-valuenow={(active ?? last) + 1}
        aria-valuetext={spoken}
        onPointerMove={point}
        onPointerDown={point}
        onPointerLeave={() => setActive(null)}
        onBlur={() => setActive(null)}
        onKeyDown={press}
      />
      {active !== null && (
        <div
          className="plot-tip"
          aria-hidden="true"
          style={
            props.leftOf(active) > props.width / 2
              ? { top: 0, right: props.width - props.leftOf(active) + 10 }
              : { top: 0, left: props.leftOf(active) + 10 }
          }
        >
          <strong>{places[active]}</strong>
          <dl>
            {lines.map(({ name, value, color, isDashed }) => (
              <div key={name} style={{ display: 'contents' }}>
                <dt>
                  <span className={`plot-key${isDashed ? ' is-dashed' : ''}`} style={{ color }} />{' '}
                  {name}
                </dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </div>
      )}
    </>
  );
}
