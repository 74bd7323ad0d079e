// Reads a plot's values out: under the pointer, by arrow keys, and to screen readers.
import type { KeyboardEvent, PointerEvent } from 'react';
import type { PlotFrameProps, PlotLine } from './plot-frame.tsx';

export type PlotReaderProps = Pick<PlotFrameProps, 'label' | 'places' | 'describe'> & {
  active: number | null;
  setActive: (index: number | null) => void;
  placeAt: (px: number) => number;
  leftOf: (index: number) => number;
  width: number;
};

/** A slider over the places: arrow keys walk, and each value is spoken as it is reached. */
export function PlotReader(props: PlotReaderProps) {
  const { label, places, active, setActive, describe } = props;
  const last = places.length - 1;
  if (last < 0) return null;
  const clamp = (index: number) => Math.min(last, Math.max(0, index));
  const lines = active === null ? [] : describe(active);
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
        aria-valuetext={active === null ? 'Use the arrow keys' : spoken(places[active]!, lines)}
        onPointerMove={point}
        onPointerDown={point}
        onPointerLeave={() => setActive(null)}
        onBlur={() => setActive(null)}
        onKeyDown={press}
      />
      {active !== null && (
        <Tip
          title={places[active]!}
          lines={lines}
          left={props.leftOf(active)}
          width={props.width}
        />
      )}
    </>
  );
}

const spoken = (place: string, lines: readonly PlotLine[]) =>
  `${place}: ${lines.map(({ name, value }) => `${name} ${value}`).join(', ')}`;

function Tip(props: { title: string; lines: readonly PlotLine[]; left: number; width: number }) {
  const { left, width } = props;
  return (
    <div
      className="plot-tip"
      aria-hidden="true"
      style={left > width / 2 ? { right: width - left + 10 } : { left: left + 10 }}
    >
      <strong>{props.title}</strong>
      <dl>
        {props.lines.map(({ name, value, color, isDashed }) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>
              <span className={`plot-key is-${isDashed ? 'dashed' : 'line'}`} style={{ color }} />
              {` ${name}`}
            </dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
