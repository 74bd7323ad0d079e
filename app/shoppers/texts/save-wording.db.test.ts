import { expect, test } from 'vitest';
import { readVoice } from './read.server.ts';
import { saveSupport, saveWording } from './save-wording.server.ts';

test('a shop speaks its own words in each language, and no other shop does', async () => {
  await saveWording(1, 'en', { 'reward.redeem': 'Get it', 'code.copy': 'Copy!' });
  await saveWording(1, 'cs', { 'reward.redeem': 'Chci' });
  await saveWording(2, 'en', { 'reward.redeem': 'Grab' });
  const { texts } = await readVoice(1);
  expect(Object.fromEntries(texts)).toEqual({
    en: { 'reward.redeem': 'Get it', 'code.copy': 'Copy!' },
    cs: { 'reward.redeem': 'Chci' },
  });
});

test('saving again puts the new words in the place of all old ones', async () => {
  await saveWording(3, 'en', { 'reward.redeem': 'Get it', 'code.copy': 'Copy!' });
  await saveWording(3, 'en', { 'reward.redeem': 'Take it' });
  expect((await readVoice(3)).texts.get('en')).toEqual({ 'reward.redeem': 'Take it' });
});

test('the way to the shop’s people is kept, and can be taken away', async () => {
  expect((await readVoice(4)).supportUrl).toBeNull();
  await saveSupport(4, 'help@shop.example');
  expect((await readVoice(4)).supportUrl).toBe('help@shop.example');
  await saveSupport(4, null);
  expect((await readVoice(4)).supportUrl).toBeNull();
});

test('the database takes no link that would run a script', async () => {
  await expect(saveSupport(5, 'javascript:alert(1)')).rejects.toThrow();
});
