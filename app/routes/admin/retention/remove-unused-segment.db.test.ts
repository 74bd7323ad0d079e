// A reward for a segment that is no longer there would be for nobody, and nothing would say so.
import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { readSegments } from '#app/retention/segments/read.server.ts';
import { saveSegment } from '#app/retention/segments/save-segment.server.ts';
import { archiveReward, saveReward } from '#app/rewards/save-reward.server.ts';
import { addReward, addShop, noon } from '../../../../tests/factories/rewards.ts';
import { removeUnusedSegment } from './remove-unused-segment.server.ts';

const inUse = { ok: false, reason: 'segment-of-reward' };
let shopId: number;
let segmentId: string;

beforeEach(async () => {
  shopId = (await addShop()).id;
  segmentId = randomUUID();
  await saveSegment(shopId, { id: segmentId, name: 'Regulars', filter: { minOrders: 9 } }, noon);
});

const addRewardFor = (segments: string[]) =>
  addReward(shopId, { offer: { audience: { tiers: [], groups: [], segments, worth: null } } });
const isThere = async () => (await readSegments(shopId)).some(({ id }) => id === segmentId);

test('a segment that an active reward or a draft is for cannot be removed', async () => {
  const reward = await addRewardFor(['champions', segmentId]);
  expect(await removeUnusedSegment(shopId, segmentId)).toEqual(inUse);
  const { id, way, offer, terms } = reward;
  await saveReward(shopId, { id, state: 'draft', way, offer, terms }, noon);
  expect(await removeUnusedSegment(shopId, segmentId)).toEqual(inUse);
  expect(await isThere()).toBe(true);
});

test('it goes when the reward is for others, is archived, or belongs to another shop', async () => {
  await addRewardFor(['champions']);
  const ended = await addRewardFor([segmentId]);
  await archiveReward(shopId, ended.id, noon);
  const elsewhere = await addShop();
  await addReward(elsewhere.id, { offer: { audience: ended.offer.audience } });
  expect(await removeUnusedSegment(shopId, segmentId)).toEqual({ ok: true });
  expect(await isThere()).toBe(false);
});
