// Histories whose rows once differed from those of a quiet import; each is played in every run.
import type { Step } from './history-steps.ts';

const placed = (customer: number | null): Step => ({
  ...{ do: 'place', customer, units: [0], tax: 'none', delivery: 'now' },
});
const work: Step = { do: 'work' };

export const found: [Step[], number][] = [
  // The notice of a redaction names an order that is another's in the rows of before.
  [
    [
      placed(1),
      work,
      placed(null),
      { do: 'customer', at: 0, delivery: 'now' },
      { do: 'change', order: 0, change: { kind: 'move', customer: 0 }, delivery: 'now' },
      { do: 'redact', at: 0, isUntold: true, arrival: 'now' },
    ],
    0,
  ],
  // A merge that was not told, of a customer who was never read.
  [
    [
      placed(0),
      placed(null),
      work,
      { do: 'merge', from: 0, into: 1, isSeen: false, delivery: 'lost' },
      { do: 'read-slowly', kind: 'order', at: 1 },
      {
        ...{ do: 'change', order: 7, delivery: 'now' },
        change: { kind: 'refund-amount', cents: 1, gateway: 'bogus' },
      },
    ],
    0,
  ],
  [
    [
      placed(1),
      work,
      placed(null),
      { do: 'change', order: 7, change: { kind: 'edit', line: 0 }, delivery: 'now' },
      { do: 'merge', from: 1, into: 0, isSeen: false, delivery: 'lost' },
      work,
    ],
    0,
  ],
];
