// Counts by whole number, and the quantiles that follow from them.

export class Histogram {
  #counts = new Float64Array(64);
  #total = 0;

  /** Adds `count` observations of a whole number ≥ 0. */
  add(value: number, count = 1): void {
    if (value >= this.#counts.length) {
      const larger = new Float64Array(Math.max(value + 1, this.#counts.length * 2));
      larger.set(this.#counts);
      this.#counts = larger;
    }
    this.#counts[value]! += count;
    this.#total += count;
  }

  get total(): number {
    return this.#total;
  }

  /** Observations by value; longer than the largest value. */
  get counts(): Float64Array {
    return this.#counts;
  }

  /**
   * The value below which a share of the observations lies, between neighbours if need be (type 7
   * of Hyndman and Fan 1996, so that the median of two is their mean). Null without observations.
   */
  quantile(share: number): number | null {
    if (this.#total === 0) return null;
    const place = share * (this.#total - 1);
    const low = this.#valueAt(Math.floor(place));
    const high = this.#valueAt(Math.ceil(place));
    return low + (place - Math.floor(place)) * (high - low);
  }

  /** The value at a place in ascending order, counted from 0. */
  #valueAt(place: number): number {
    let seen = 0;
    for (let value = 0; value < this.#counts.length; value++) {
      seen += this.#counts[value]!;
      if (seen > place) return value;
    }
    return this.#counts.length - 1;
  }
}
