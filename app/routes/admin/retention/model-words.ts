// The models and their parameters in words.
import type { Choice } from '#app/retention/value/valuation.ts';

const MODEL_NAMES: Record<string, string> = {
  'bg-nbd': 'BG/NBD',
  'mbg-nbd': 'MBG/NBD',
  'pareto-nbd': 'Pareto/NBD',
  nbd: 'NBD (nobody leaves)',
};

export const modelName = (name: string): string => MODEL_NAMES[name] ?? name;

type Hit = {
  /** (predicted − actual) / actual of all customers' orders, and of their sales. */
  orders: number | null;
  sales: number | null;
  correlation: number | null;
};

const hitWords = (bias: number): string => {
  const size = Math.abs(bias);
  if (size < 0.05) return 'closely';
  return `${size < 0.15 ? 'somewhat' : 'clearly'} ${bias < 0 ? 'too low' : 'too high'}`;
};

/** How far a forecast can be trusted, in two sentences: in all, and for single customers. */
export function trustSentence({ orders, sales, correlation }: Hit): string {
  if (orders === null || sales === null)
    return 'Nothing was bought in the part held out, so there is nothing to compare with.';
  const sum =
    hitWords(orders) === hitWords(sales)
      ? `All orders and sales together were predicted ${hitWords(orders)}`
      : `All orders together were predicted ${hitWords(orders)}, all sales ${hitWords(sales)}`;
  const isFar = Math.max(Math.abs(orders), Math.abs(sales)) >= 0.15;
  const single =
    correlation === null
      ? 'Single customers cannot be told apart.'
      : correlation >= 0.5
        ? 'Good customers are told from bad ones well.'
        : correlation >= 0.25
          ? 'Who will buy more is told only roughly.'
          : 'Single customers are hardly told apart: use it for groups.';
  return `${sum}${isFar ? ': plan with the actual pace as well' : ''}. ${single}`;
}

type Chosen = {
  /** The model that predicted the part held out best. */
  best: string | null;
  /** The model that customers are valued by. */
  used: string | null;
  choice: Choice | null;
};

/** Which model did best, and which one customers are valued by: it may be another one. */
export function bestSentence({ best, used, choice }: Chosen & { best: string }): string {
  const did = `${modelName(best)} did best`;
  if (used === null) return `${did}. By now too few have ordered again to use a model.`;
  if (used === best) return `${did} and is used.`;
  if (choice === 'no-drop-out') {
    return `${did}. By now nobody shows signs of leaving, so ${modelName(used)} is used.`;
  }
  return `${did}. ${modelName(used)} is used, the likeliest model of the whole history.`;
}

/** Why customers are valued by the model that is used; the rest of a sentence that names it. */
export function choiceWords({ best, choice }: Chosen): string {
  if (choice === 'no-drop-out') return 'because nobody shows signs of leaving';
  if (choice === 'hold-out') {
    return 'chosen by how well it predicted the last quarter of the history';
  }
  return best === null
    ? 'chosen by its likelihood, because the history is too short to hold a part of it out'
    : 'chosen by its likelihood in the whole history, in which some have left for good';
}
