import { expect, it } from 'vitest';
import { bestSentence, choiceWords } from './model-words.ts';

it('names the model that is used, also where it is not the one that predicted best', () => {
  const won = { best: 'pareto-nbd', used: 'pareto-nbd', choice: 'hold-out' } as const;
  expect(bestSentence(won)).toBe('Pareto/NBD did best and is used.');
  expect(choiceWords(won)).toMatch(/predicted the last quarter/);

  const nobodyLeaves = { best: 'pareto-nbd', used: 'nbd', choice: 'no-drop-out' } as const;
  expect(bestSentence(nobodyLeaves)).toMatch(/nobody shows signs of leaving, so NBD .* is used/);
  expect(choiceWords(nobodyLeaves)).toBe('because nobody shows signs of leaving');

  const someLeftSince = { best: 'nbd', used: 'mbg-nbd', choice: 'likelihood' } as const;
  expect(bestSentence(someLeftSince)).toMatch(/MBG\/NBD is used, the likeliest/);
  expect(choiceWords(someLeftSince)).toMatch(/in which some have left/);
  expect(choiceWords({ best: null, used: 'bg-nbd', choice: 'likelihood' })).toMatch(/too short/);
});
