// Webhook subscriptions made through the API.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ContractStore, openContractStore, unique } from './store.ts';

let store: ContractStore;
beforeAll(async () => {
  store = await openContractStore();
});
afterAll(() => store.close());

const subscribe = async (topic: string, input: object) =>
  (
    await store.gql(
      `mutation ($topic: WebhookSubscriptionTopic!, $input: WebhookSubscriptionInput!) {
        webhookSubscriptionCreate(topic: $topic, webhookSubscription: $input) {
          webhookSubscription {
            id
            topic
            uri
            filter
            includeFields
            format
          }
          userErrors {
            field
            message
          }
        }
      }`,
      { topic, input },
    )
  ).data.webhookSubscriptionCreate;

describe('webhook subscriptions', () => {
  test('keep what was said, are listed, and are gone once deleted', async () => {
    const uri = `https://example.com/${unique('hook')}`;
    const input = { uri, includeFields: ['id', 'updated_at'], filter: 'test:false' };
    const { webhookSubscription, userErrors } = await subscribe('ORDERS_PAID', input);
    expect(userErrors).toEqual([]);
    expect(webhookSubscription).toMatchObject({ topic: 'ORDERS_PAID', format: 'JSON', ...input });
    const list = async () =>
      (await store.gql('{ webhookSubscriptions(first: 250) { nodes { id } } }')).data
        .webhookSubscriptions.nodes;
    expect(await list()).toContainEqual({ id: webhookSubscription.id });
    await store.gql(
      `mutation ($id: ID!) {
        webhookSubscriptionDelete(id: $id) {
          deletedWebhookSubscriptionId
          userErrors {
            message
          }
        }
      }`,
      { id: webhookSubscription.id },
    );
    expect(await list()).not.toContainEqual({ id: webhookSubscription.id });
  });

  test('the same topic and address twice is refused', async () => {
    const uri = `https://example.com/${unique('twice')}`;
    await subscribe('ORDERS_CREATE', { uri });
    const { webhookSubscription, userErrors } = await subscribe('ORDERS_CREATE', { uri });
    expect(webhookSubscription).toBeNull();
    expect(userErrors[0].message).toMatch(/already been taken/);
  });

  test('a topic that does not exist does not pass the schema', async () => {
    const { errors } = await store.gql(
      `mutation {
        webhookSubscriptionCreate(
          topic: ORDERS_EATEN
          webhookSubscription: {uri: "https://example.com"}
        ) {
          userErrors {
            message
          }
        }
      }`,
    );
    expect(errors?.[0]?.message).toMatch(/ORDERS_EATEN/);
  });
});
