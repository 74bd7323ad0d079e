import { expect, test } from 'vitest';
import { problemsOfForm } from '#app/loyalty/programme/form-problems.ts';
import { problemsOf } from '#app/loyalty/programme/problems.ts';
import { firstRules, rulesSchema } from '#app/loyalty/programme/rules.ts';
import {
  exampleLevels,
  type LevelDraft,
  nextLevel,
  placeInTiersDraft,
  rulesOfTiersDraft,
  tiersDraft,
} from './tiers-draft.ts';

const rulesOf = (levels: LevelDraft[]) => {
  const draft = { ...tiersDraft(firstRules(100n), 'EUR'), isOn: true, levels };
  return { ...firstRules(100n), ...rulesOfTiersDraft(draft, 'EUR') };
};

test('a tier that is added has a name of its own and gives no less than the highest', () => {
  let levels = exampleLevels('EUR');
  levels[0]!.name = 'Platinum';
  for (let more = 0; more < 4; more++) levels = [...levels, nextLevel(levels)];
  expect(levels.map(({ name }) => name)).toEqual([
    ...['Platinum', 'Silver', 'Gold', 'Diamond', 'Tier 5', 'Tier 6', 'Tier 7'],
  ]);
  expect(levels.at(-1)).toMatchObject({ threshold: '12800', percent: '150', freeShipping: true });
  expect(problemsOf(rulesSchema.parse(rulesOf(levels)))).toEqual([]);
});

test.each<[Partial<LevelDraft>, string, string]>([
  [{ threshold: 'x' }, 'levels.1.threshold', 'Fill in a number of 0 or more'],
  [{ percentOff: '101' }, 'levels.1.percentOff', 'At most 100'],
  [{ tag: 't'.repeat(41) }, 'levels.1.tag', 'At most 40 characters'],
  [{ name: 'n'.repeat(121) }, 'levels.1.name', 'At most 120 characters'],
])('the field that is wrong is found: %s', (changes, place, words) => {
  const [first, second] = exampleLevels('EUR');
  const given = rulesOf([first!, { ...second!, ...changes }]);
  const { error } = rulesSchema.safeParse(given);
  const problems = problemsOfForm(error!.issues, given);
  expect(problems.map(({ path, atField }) => [placeInTiersDraft(path), atField])).toEqual([
    [place, words],
  ]);
});
