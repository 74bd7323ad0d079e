// Sorting numbers together with where they came from.

const DIGIT_BITS = 16;
const DIGITS = 2 ** DIGIT_BITS;

/**
 * The places of whole numbers below 2^53 in ascending order of the numbers. A radix sort, lowest
 * digit first: a comparing sort of a million numbers that have to take their places along costs ten
 * times as much.
 */
export function ascendingPlaces(values: Float64Array): Uint32Array {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++) {
    least = Math.min(least, values[i]!);
    most = Math.max(most, values[i]!);
  }
  let places = new Uint32Array(values.length);
  for (let i = 0; i < places.length; i++) places[i] = i;
  let sorted = new Uint32Array(values.length);
  for (let unit = 1; unit <= most - least; unit *= DIGITS) {
    const digitOf = (place: number) => Math.floor((values[place]! - least) / unit) % DIGITS;
    const starts = new Uint32Array(DIGITS + 1);
    for (let i = 0; i < places.length; i++) starts[digitOf(places[i]!) + 1]!++;
    for (let digit = 0; digit < DIGITS; digit++) starts[digit + 1]! += starts[digit]!;
    for (let i = 0; i < places.length; i++) {
      const place = places[i]!;
      sorted[starts[digitOf(place)]!++] = place;
    }
    [places, sorted] = [sorted, places];
  }
  return places;
}
