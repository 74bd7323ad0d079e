import { AppProvider, type AppProviderProps } from '@shopify/polaris';
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { expect, it } from 'vitest';
import { LimitedHistory } from './limited-history.tsx';

const shown = (from: string | null) => {
  const banner = createElement(LimitedHistory, { from });
  return renderToString(createElement(AppProvider, { i18n: {} } as AppProviderProps, banner));
};

it('says from which day on orders can be read, and that earlier customers look new', () => {
  const text = shown('2026-09-23T00:00:00.000Z').replace(/<!-- -->|<[^>]*>/g, '');
  expect(text).toContain('Only the last 60 days can be read');
  expect(text).toContain('orders from Sep 23, 2026 on');
  expect(text).toContain('Who ordered before looks new here');
});

it('says nothing where the whole history is there', () => {
  expect(shown(null)).not.toContain('60 days');
});
