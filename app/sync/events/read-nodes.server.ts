// Reads many objects by their ids in as few calls as Shopify's cost limit allows.
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { type CallOptions, callShopifyKnowingWithheld } from '../../shopify/call.server.ts';
import { accessDenied, ShopifyFaulted, ShopifyRefused } from '../../shopify/failures.ts';
import type { CallableShop } from '../../shopify/token.server.ts';

/** Shopify takes no longer lists. */
const MOST_IDS = 250;
/** Calls that are on their way side by side. */
const SIDE_BY_SIDE = 4;

type NodesQuery<Node> = { nodes: (Node | null)[] };
/**
 * How many ids one call of a document may have; learned from refusals, and nothing breaks if it is
 * forgotten.
 */
const learned = new WeakMap<object, number>();

/** So many objects that Shopify cannot give are set aside; more mean that it gives nothing now. */
const MOST_FAULTS = 20;

export type NodesAnswer<Node> = {
  nodes: Node[];
  /** Paths below the objects. */
  withheld: Set<string>;
  /** The gids of objects that Shopify failed to give, while it gave others. */
  faulty: Set<string>;
};

/**
 * The objects of `gids` that exist, in no order. One that Shopify fails to give must not keep the
 * others back: it is found by halving. Throws ShopifyRefused if the objects may not be read: what
 * is withheld is not what does not exist.
 */
export async function readNodes<Node>(
  shop: CallableShop,
  document: TypedDocumentNode<NodesQuery<Node>, { ids: string[] }>,
  gids: readonly string[],
  options: CallOptions,
): Promise<NodesAnswer<Node>> {
  const waiting: string[][] = [[...gids]];
  const answer: NodesAnswer<Node> = { nodes: [], withheld: new Set(), faulty: new Set() };
  const readOn = async () => {
    for (let ids = waiting.pop(); ids; ids = waiting.pop()) {
      const some = ids.slice(0, learned.get(document) ?? MOST_IDS);
      if (some.length < ids.length) waiting.push(ids.slice(some.length));
      try {
        take(answer, await callShopifyKnowingWithheld(shop, document, { ids: some }, options));
      } catch (error) {
        waiting.push(...withoutCause(document, some, error, answer.faulty));
      }
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, readOn));
  return answer;
}

function take<Node>(
  answer: NodesAnswer<Node>,
  { data, withheld }: { data: NodesQuery<Node>; withheld: ReadonlySet<string> },
): void {
  for (const path of withheld) {
    if (path === 'nodes') throw accessDenied('nodes');
    answer.withheld.add(path.slice('nodes.'.length));
  }
  for (const node of data.nodes) if (node !== null) answer.nodes.push(node);
}

/** What to ask instead of a call that failed; throws the failure if nothing would be better. */
function withoutCause(
  document: object,
  ids: string[],
  error: unknown,
  faulty: Set<string>,
): string[][] {
  const isTooDear = error instanceof ShopifyRefused && error.timesTooDear !== null;
  if (isTooDear && ids.length > 1) {
    const fitting = Math.floor(ids.length / error.timesTooDear!);
    learned.set(document, Math.min(Math.max(1, fitting), ids.length - 1));
    return [ids];
  }
  if (!(error instanceof ShopifyFaulted) || faulty.size >= MOST_FAULTS) throw error;
  if (ids.length === 1) {
    faulty.add(ids[0]!);
    return [];
  }
  const half = Math.ceil(ids.length / 2);
  return [ids.slice(0, half), ids.slice(half)];
}

/** How objects that Shopify failed to give are kept aside. */
export const faultsOf = (faulty: ReadonlySet<string>) =>
  [...faulty].map((subject) => ({ subject, reason: 'shopify-fault' }));
