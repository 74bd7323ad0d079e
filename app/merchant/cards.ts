// The cards of the admin that a merchant can put away, and bring back.

const CARDS = ['setup-guide'] as const;
export type Card = (typeof CARDS)[number];

export const isCard = (name: unknown): name is Card => CARDS.includes(name as Card);
