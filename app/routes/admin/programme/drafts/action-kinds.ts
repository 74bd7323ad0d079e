// The ways to earn beside orders, as a merchant reads them.

/** How each kind comes about, and how many points it begins with. */
export const KINDS: Record<string, { words: string; points: string }> = {
  'sign-up': { words: 'Given once, to who joins.', points: '100' },
  birthday: {
    words: 'Given on the day, once a year, to members who told it.',
    points: '200',
  },
  anniversary: {
    words: 'Given every year on the day of joining.',
    points: '100',
  },
  newsletter: {
    words: 'Given once, when the customer agrees to e-mail.',
    points: '50',
  },
  review: {
    words: 'Given when a review is reported by your review app.',
    points: '50',
  },
  survey: { words: 'Given for an answered survey.', points: '50' },
  social: {
    words: 'Given for following the link in the rewards panel, once a day at most.',
    points: '25',
  },
  visit: { words: 'Given for looking in, signed in, once a day at most.', points: '5' },
  code: {
    words: 'Given once to who enters the code of an event or a parcel card.',
    points: '100',
  },
  custom: {
    words: 'Given when another program reports it with an API key.',
    points: '50',
  },
};
