// The money filters, in the currency the shopper looks at.
import { type Filter, factsOf } from './facts.ts';
import {
  formatMoney,
  formatMoneyWithCurrency,
  formatMoneyWithoutCurrency,
  formatMoneyWithoutTrailingZeros,
} from './money.ts';

type Format = (cents: number, currency: string) => string;

const filter = (format: Format) =>
  function (this: ThisParameterType<Filter>, cents: unknown): string {
    if (cents === null || cents === undefined || cents === '') return '';
    return format(Number(cents), factsOf(this).currency);
  };

export const moneyFilters = {
  money: filter(formatMoney),
  money_with_currency: filter(formatMoneyWithCurrency),
  money_without_currency: filter(formatMoneyWithoutCurrency),
  money_without_trailing_zeros: filter(formatMoneyWithoutTrailingZeros),
  unit_price_with_measurement: filter(formatMoney),
};
