// What customers did in ranges of days that need not be neighbours, for all of the ranges in one
// pass over the histories: the retention rate of each, and who ordered in it, once or again.
import type { Histories } from '../history/histories.ts';
import type { RangeCustomers } from '../measures.ts';
import { type ActivityPoint, type RetentionParts, retentionParts } from '../rate.ts';

/** The start and the end of a range, as rangePoints gives them. */
export type RangePoints = readonly [ActivityPoint, ActivityPoint];

export type RangeResult = { retention: RetentionParts; customers: RangeCustomers };

/** As many ranges as a whole number of the engine has bits. */
const RANGES_AT_ONCE = 32;

/** Counts any number of ranges. */
export class RangesCount {
  readonly #parts: readonly FewRanges[];

  constructor(ranges: readonly RangePoints[]) {
    this.#parts = Array.from(
      { length: Math.ceil(ranges.length / RANGES_AT_ONCE) },
      (_, part) => new FewRanges(ranges.slice(part * RANGES_AT_ONCE, (part + 1) * RANGES_AT_ONCE)),
    );
  }

  add(histories: Histories): void {
    for (const part of this.#parts) part.add(histories);
  }

  /** One result a range, in their order. */
  results(): RangeResult[] {
    return this.#parts.flatMap((part) => part.results());
  }
}

/**
 * Each day knows, a bit a range, which ranges it lies in, and at whose start and at whose end an
 * order of it keeps its customer active. So an order costs the same for one range and for all.
 */
class FewRanges {
  readonly #ranges: number;
  readonly #firstDay: number;
  readonly #lastDay: number;
  /** By day − firstDay. */
  readonly #atStart: Int32Array;
  readonly #atEnd: Int32Array;
  readonly #within: Int32Array;
  /** Customers with one order: they differ by its day alone. */
  readonly #single: Float64Array;
  readonly #counts = {
    atStart: new Tally(),
    atEnd: new Tally(),
    kept: new Tally(),
    fresh: new Tally(),
    freshLapsed: new Tally(),
    ordered: new Tally(),
    orderedAgain: new Tally(),
  };

  constructor(ranges: readonly RangePoints[]) {
    this.#ranges = ranges.length;
    const points = ranges.flat();
    // The days before and after all of them, which lie in nothing, stand for all that are farther.
    this.#firstDay = Math.min(...points.map(({ from, at }) => Math.min(from, at))) - 1;
    this.#lastDay = Math.max(...points.map(({ at }) => at));
    const days = this.#lastDay - this.#firstDay + 1;
    this.#atStart = new Int32Array(days);
    this.#atEnd = new Int32Array(days);
    this.#within = new Int32Array(days);
    this.#single = new Float64Array(days);
    const mark = (bits: Int32Array, bit: number, from: number, until: number) => {
      for (let day = from; day < until; day++) bits[day - this.#firstDay]! |= 1 << bit;
    };
    for (const [bit, [start, end]] of ranges.entries()) {
      mark(this.#atStart, bit, start.from, start.at);
      mark(this.#atEnd, bit, end.from, end.at);
      mark(this.#within, bit, start.at, end.at);
    }
  }

  add({ starts, days }: Histories): void {
    for (let i = 0; i + 1 < starts.length; i++) {
      const begin = starts[i]!;
      const until = starts[i + 1]!;
      const place = this.#place(days[begin]!);
      if (until === begin + 1) {
        this.#single[place]!++;
        continue;
      }
      let start = this.#atStart[place]!;
      let end = this.#atEnd[place]!;
      const fresh = this.#within[place]!;
      let [ordered, orderedAgain] = [fresh, 0];
      for (let at = begin + 1; at < until; at++) {
        const next = this.#place(days[at]!);
        start |= this.#atStart[next]!;
        end |= this.#atEnd[next]!;
        orderedAgain |= ordered & this.#within[next]!;
        ordered |= this.#within[next]!;
      }
      this.#count(start, end, fresh, 1);
      this.#counts.ordered.add(ordered, 1);
      this.#counts.orderedAgain.add(orderedAgain, 1);
    }
  }

  #count(start: number, end: number, fresh: number, customers: number): void {
    this.#counts.atStart.add(start, customers);
    this.#counts.atEnd.add(end, customers);
    this.#counts.kept.add(start & end, customers);
    this.#counts.fresh.add(fresh, customers);
    this.#counts.freshLapsed.add(fresh & ~end, customers);
  }

  #place(day: number): number {
    if (day <= this.#firstDay) return 0;
    return (day < this.#lastDay ? day : this.#lastDay) - this.#firstDay;
  }

  results(): RangeResult[] {
    for (const [place, customers] of this.#single.entries()) {
      if (customers === 0) continue;
      const fresh = this.#within[place]!;
      this.#count(this.#atStart[place]!, this.#atEnd[place]!, fresh, customers);
      this.#counts.ordered.add(fresh, customers);
    }
    this.#single.fill(0);
    const { atStart, atEnd, kept, fresh, freshLapsed, ordered, orderedAgain } = this.#counts;
    return Array.from({ length: this.#ranges }, (_, bit) => ({
      retention: retentionParts({
        atStart: atStart.of(bit),
        atEnd: atEnd.of(bit),
        kept: kept.of(bit),
        fresh: fresh.of(bit),
        freshLapsed: freshLapsed.of(bit),
      }),
      customers: { customers: ordered.of(bit), repeatCustomers: orderedAgain.of(bit) },
    }));
  }
}

/** How many customers had each bit; a run of bits is counted at its two ends. */
class Tally {
  readonly #steps = new Float64Array(RANGES_AT_ONCE + 1);

  add(bits: number, customers: number): void {
    for (let rest = bits; rest !== 0; ) {
      const low = rest & -rest;
      // Adding the lowest bit turns the run that begins with it into the one bit after it.
      const carried = (rest + low) | 0;
      this.#steps[placeOf(low)]! += customers;
      this.#steps[placeOf(carried & -carried)]! -= customers;
      rest &= carried;
    }
  }

  of(bit: number): number {
    return this.#steps.subarray(0, bit + 1).reduce((sum, step) => sum + step, 0);
  }
}

/** The place of the only bit; the one after the last where the run went up to it. */
const placeOf = (bit: number): number => (bit === 0 ? RANGES_AT_ONCE : 31 - Math.clz32(bit));
