import { expect, it } from 'vitest';
import { bestSentence, choiceWords, trustSentence } from './model-words.ts';

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

it('says of orders and of sales how they were predicted, not of the better one alone', () => {
  const correlation = 0.5;
  expect(trustSentence({ orders: 0.003, sales: 0.729, correlation })).toBe(
    'All orders together were predicted closely, all sales clearly too high: ' +
      'plan with the actual pace as well. Good customers are told from bad ones well.',
  );
  expect(trustSentence({ orders: -0.1, sales: -0.14, correlation: 0.1 })).toBe(
    'All orders and sales together were predicted somewhat too low. ' +
      'Single customers are hardly told apart: use it for groups.',
  );
  expect(trustSentence({ orders: null, sales: null, correlation: null })).toMatch(/Nothing was/);
});
