// Why a line of a file or of a change did nothing, or not all of it.

const words: Record<string, string> = {
  'nobody-named': 'no customer and no e-mail address',
  'bad-customer-id': 'the customer number is no number',
  'bad-email': 'the e-mail address is none',
  'bad-points': 'the points are no whole number',
  'negative-points': 'the points are below zero',
  'too-many-points': 'more than ten million points',
  'no-such-customer': 'no customer of this shop',
  'no-such-tier': 'a tier that the programme does not have',
  'named-twice': 'the same customer as an earlier line',
  'nothing-to-take': 'the member has no points',
  spent: 'some of the points were spent or have lapsed since; what was left is taken back',
  erased: 'the person was erased since',
};

/** The sentence for a line's problem. */
export const problemWords = (problem: string): string => words[problem] ?? problem;
