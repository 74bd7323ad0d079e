// The words that a reward is shown to shoppers with, in every language: our texts under the
// merchant's own.
import type { Voice } from '#app/shoppers/texts/read.server.ts';
import { defaultTexts, LANGUAGES } from '#app/shoppers/texts/wording.ts';
import type { Voices } from './preview-card.tsx';

/** Of all texts only these speak of rewards. */
const SPOKEN = /^(reward|reason|points)\./;

export function voicesOf(voice: Voice): Voices {
  return Object.fromEntries(
    LANGUAGES.map((language) => {
      const all = { ...defaultTexts(language), ...voice.texts.get(language) };
      const texts = Object.fromEntries(Object.entries(all).filter(([key]) => SPOKEN.test(key)));
      return [language, texts];
    }),
  );
}
