// "You will earn 80 points": the figure comes from the app's door, which computes it with the
// function of the award. Until it is there the place shows a sentence without a figure, and stays
// as tall as it will be with one.
import type { Cart, Estimate } from '../../app/shoppers/contract.ts';
import { ask } from './door.ts';

const FRESH_MS = 60_000;

/**
 * What `cart` earns, or null if the app is down, slow or refuses. The same question is asked once a
 * minute.
 */
export async function estimate(cart: Cart, customer: string): Promise<Estimate | null> {
  const key = `encore:${customer}:${JSON.stringify(cart)}`;
  const held = recall(key);
  if (held) return held;
  try {
    const answer = await ask<Estimate>('estimate', cart, 4000);
    try {
      sessionStorage.setItem(key, JSON.stringify({ at: Date.now(), answer }));
    } catch {
      // Storage is full or forbidden: the next page asks again.
    }
    return answer;
  } catch {
    return null;
  }
}

function recall(key: string): Estimate | null {
  try {
    const held = JSON.parse(sessionStorage.getItem(key) ?? 'null');
    return held && Date.now() - held.at < FRESH_MS ? held.answer : null;
  } catch {
    return null;
  }
}

/**
 * Shows one of the three sentences that Liquid has laid over each other: data-say="soon", "earn"
 * and "none".
 */
export function show(place: HTMLElement, points?: number | null): void {
  const state = points == null ? 'soon' : points > 0 ? 'earn' : 'none';
  if (points) {
    const figure = place.querySelector<HTMLElement>('[data-say=earn]');
    if (figure)
      figure.textContent = (figure.dataset.text ?? '').replace('[points]', said(place, points));
  }
  place.dataset.state = state;
}

/** '80 points' from the plural forms that Liquid printed for 1, 2, 5 and a million. */
function said(place: HTMLElement, points: number): string {
  const locale = place.dataset.locale || 'en';
  const samples = [1, 2, 5, 1_000_000];
  let forms: string[] = [];
  let plural: Intl.PluralRules;
  try {
    forms = JSON.parse(place.dataset.forms ?? '[]');
    plural = new Intl.PluralRules(locale);
  } catch {
    return String(points);
  }
  const category = plural.select(points);
  const index = samples.findIndex((sample) => plural.select(sample) === category);
  const form = forms[index] ?? forms[2] ?? '#';
  return form.replace('#', new Intl.NumberFormat(locale).format(points));
}
