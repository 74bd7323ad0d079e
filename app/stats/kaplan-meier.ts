// The Kaplan-Meier estimate of how many have not yet come back, from counts by day.

export type SurvivalPoint = {
  day: number;
  /** Those who had neither come back nor left observation before this day. */
  atRisk: number;
  /** Those who came back on this day. */
  events: number;
  /** Share that has not come back by the end of this day. */
  survival: number;
  /** Greenwood's standard error of the survival. */
  standardError: number;
};

/**
 * Kaplan and Meier (1958), JASA 53, 457-481; the error is Greenwood's. `events[d]` came back d days
 * after the start, `censored[d]` had been observed for d days without it; on one day, events come
 * before censoring. One point a day with an event.
 */
export function kaplanMeier(
  events: ArrayLike<number>,
  censored: ArrayLike<number>,
): SurvivalPoint[] {
  const days = Math.max(events.length, censored.length);
  let atRisk = 0;
  for (let day = 0; day < days; day++) atRisk += (events[day] ?? 0) + (censored[day] ?? 0);
  const points: SurvivalPoint[] = [];
  let [survival, variance] = [1, 0];
  for (let day = 0; day < days; day++) {
    const came = events[day] ?? 0;
    if (came > 0) {
      survival *= 1 - came / atRisk;
      // At the last event everybody may have come: the survival is 0 for certain.
      variance += atRisk > came ? came / (atRisk * (atRisk - came)) : 0;
      points.push({
        day,
        atRisk,
        events: came,
        survival,
        standardError: survival * Math.sqrt(variance),
      });
    }
    atRisk -= came + (censored[day] ?? 0);
  }
  return points;
}
