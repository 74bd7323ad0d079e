// The shop's way of writing numbers, money and days, handed down to every part of a page.
import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { type Format, makeFormat, type ShopFormat } from './writing.ts';

export type { Format, ShopFormat };

const fallback: ShopFormat = {
  locale: 'en',
  currency: 'USD',
  timezone: 'UTC',
  today: '1970-01-01',
};
const Context = createContext(fallback);

export function FormatProvider({ value, children }: { value: ShopFormat; children: ReactNode }) {
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

/** The shop's way of writing numbers, money and days. */
export function useFormat(): Format {
  const value = useContext(Context);
  return useMemo(() => makeFormat(value), [value]);
}
