import { expect, test } from 'vitest';
import { stillHolds } from './refusal.ts';

const draft = { name: 'Gold', levels: [{ threshold: 'x' }, { threshold: '200' }] };
const sent = { draft, isDirty: true, isOver: false };

test('a complaint holds for the value that was sent, wherever it lies', () => {
  expect(stillHolds(sent, draft, 'levels.0.threshold')).toBe(true);
  expect(stillHolds(sent, { ...draft, name: 'Silver' }, 'levels.0.threshold')).toBe(true);
  expect(stillHolds(sent, { ...draft, name: 'Silver' }, 'name')).toBe(false);
  expect(stillHolds(sent, { ...draft, levels: [] }, 'levels.0.threshold')).toBe(false);
});

test('a name with dots is one name', () => {
  const texts = { ...sent, draft: { 'panel.title': 'x' } };
  expect(stillHolds(texts, { 'panel.title': 'x', 'panel.join': 'y' }, 'panel.title')).toBe(true);
  expect(stillHolds(texts, { 'panel.title': 'y' }, 'panel.title')).toBe(false);
});

test('what the form does not show holds until anything is changed', () => {
  expect(stillHolds(sent, { ...draft }, 'expiry.months')).toBe(true);
  expect(stillHolds(sent, { ...draft, name: 'Silver' }, 'expiry.months')).toBe(false);
  expect(stillHolds(sent, { ...draft }, '')).toBe(true);
});

test('nothing holds once what was typed is thrown away', () => {
  expect(stillHolds({ ...sent, isOver: true }, draft, 'levels.0.threshold')).toBe(false);
});
