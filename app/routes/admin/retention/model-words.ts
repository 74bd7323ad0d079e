// The models and their parameters in words.

const MODEL_NAMES: Record<string, string> = {
  'bg-nbd': 'BG/NBD',
  'mbg-nbd': 'MBG/NBD',
  'pareto-nbd': 'Pareto/NBD',
  nbd: 'NBD (nobody leaves)',
};

export const modelName = (name: string): string => MODEL_NAMES[name] ?? name;

/** One sentence on how far a forecast can be trusted. `bias` is (predicted − actual) / actual. */
export function trustSentence(bias: number | null, correlation: number | null): string {
  if (bias === null)
    return 'Nothing was bought in the part held out, so there is nothing to compare with.';
  const size = Math.abs(bias);
  const sum =
    size < 0.05
      ? 'The sum over all customers was hit closely'
      : size < 0.15
        ? `The sum over all customers was ${bias < 0 ? 'somewhat too low' : 'somewhat too high'}`
        : `The sum over all customers was clearly ${bias < 0 ? 'too low' : 'too high'}: plan with the actual pace as well`;
  const single =
    correlation === null
      ? 'single customers cannot be told apart.'
      : correlation >= 0.5
        ? 'and it tells good customers from bad ones well.'
        : correlation >= 0.25
          ? 'and it gives a fair idea of who will buy more.'
          : 'but it hardly tells single customers apart: use it for groups.';
  return `${sum}, ${single}`;
}
