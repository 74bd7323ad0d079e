// The axes of a plot: values on the left, places below.
import { AxisBottom, AxisLeft, type TickRendererProps } from '@visx/axis';
import type { scaleBand, scaleLinear } from '@visx/scale';

/** Half the width of a letter, in pixels. */
const HALF_LETTER = 3.25;

/** A name in two lines, cut at the space next to its middle; '\n' between them. */
export function inTwoLines(name: string): string {
  const middle = name.length / 2;
  const spaces = [...name.matchAll(/ /g)].map(({ index }) => index);
  if (spaces.length === 0) return name;
  const cut = spaces.reduce((a, b) => (Math.abs(b - middle) < Math.abs(a - middle) ? b : a));
  return `${name.slice(0, cut)}\n${name.slice(cut + 1)}`;
}

/** Half the width of a name in pixels: that of its longer line. */
export const halfWidth = (name: string): number =>
  HALF_LETTER * Math.max(...name.split('\n').map((line) => line.length));

// The library's own labels measure text in the browser, which a server cannot.
const tickText = ({ formattedValue = '', x, y, ...rest }: TickRendererProps) => (
  <text x={x} y={y} dy={rest.dy} dx={rest.dx} textAnchor={rest.textAnchor}>
    {formattedValue.split('\n').map((line, i) => (
      <tspan key={line} x={x} dy={i === 0 ? rest.dy : '1.15em'}>
        {line}
      </tspan>
    ))}
  </text>
);

export function PlotAxes(props: {
  x: ReturnType<typeof scaleBand<number>>;
  y: ReturnType<typeof scaleLinear<number>>;
  ticks: readonly number[];
  /** The places that have room for their names. */
  named: readonly number[];
  placeName: (index: number) => string;
  formatAxis: (value: number) => string;
  left: number;
  bottom: number;
  width: number;
}) {
  // A name that is wider than its place would be cut off at the edge.
  const inside = (text: string | undefined, x: number) =>
    Math.min(x, props.width - halfWidth(text ?? ''));
  return (
    <>
      <AxisLeft
        scale={props.y}
        left={props.left}
        tickValues={[...props.ticks]}
        tickFormat={(value) => props.formatAxis(Number(value))}
        hideAxisLine
        hideTicks
        tickLength={4}
        tickLabelProps={{ textAnchor: 'end', dy: '0.33em' }}
        tickComponent={tickText}
      />
      <AxisBottom
        scale={props.x}
        top={props.bottom}
        tickValues={[...props.named]}
        tickFormat={(index) => props.placeName(Number(index))}
        stroke="#8a8a8a"
        hideTicks
        tickLabelProps={{ textAnchor: 'middle', dy: '0.6em' }}
        tickComponent={(tick) => tickText({ ...tick, x: inside(tick.formattedValue, tick.x) })}
      />
    </>
  );
}
