import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ascendingPlaces } from './ascending-places.ts';

it('names the places of numbers in ascending order, of equal ones the first one first', () => {
  const near = fc.integer({ min: 0, max: 40 });
  const far = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
  fc.assert(
    fc.property(fc.array(fc.oneof(near, far), { maxLength: 300 }), (values) => {
      const expected = values
        .map((value, place) => ({ value, place }))
        .sort((a, b) => a.value - b.value || a.place - b.place)
        .map(({ place }) => place);
      expect([...ascendingPlaces(Float64Array.from(values))]).toEqual(expected);
    }),
    { seed: 4, numRuns: 300 },
  );
});
