// Numbers and money for the shop's people, in the language of their screen.
import type { Money } from '../../app/shoppers/contract.ts';

export const count = (value: number, locale: string) => new Intl.NumberFormat(locale).format(value);

export const money = ({ amount, currency }: Money, locale: string) =>
  new Intl.NumberFormat(locale, { style: 'currency', currency }).format(Number(amount));
