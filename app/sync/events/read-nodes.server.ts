// Reads many objects by their ids in as few calls as Shopify's cost limit allows.
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { type CallOptions, callShopifyKnowingWithheld } from '../../shopify/call.server.ts';
import { accessDenied, ShopifyRefused } from '../../shopify/failures.ts';
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

/** `withheld` has paths below the objects. */
export type NodesAnswer<Node> = { nodes: Node[]; withheld: Set<string> };

/**
 * The objects of `gids` that exist, in no order. Throws ShopifyRefused if they may not be read: an
 * object that is withheld is not one that does not exist.
 */
export async function readNodes<Node>(
  shop: CallableShop,
  document: TypedDocumentNode<NodesQuery<Node>, { ids: string[] }>,
  gids: readonly string[],
  options: CallOptions,
): Promise<NodesAnswer<Node>> {
  const waiting = [...gids];
  const nodes: Node[] = [];
  const withheld = new Set<string>();
  const readOn = async () => {
    while (waiting.length > 0) {
      const ids = waiting.splice(0, learned.get(document) ?? MOST_IDS);
      try {
        const answer = await callShopifyKnowingWithheld(shop, document, { ids }, options);
        for (const node of answer.data.nodes) if (node !== null) nodes.push(node);
        for (const path of answer.withheld) {
          if (path === 'nodes') throw accessDenied('nodes');
          withheld.add(path.slice('nodes.'.length));
        }
      } catch (error) {
        if (!(error instanceof ShopifyRefused && error.timesTooDear) || ids.length === 1)
          throw error;
        const fitting = Math.floor(ids.length / error.timesTooDear);
        learned.set(document, Math.min(Math.max(1, fitting), ids.length - 1));
        waiting.push(...ids);
      }
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, readOn));
  return { nodes, withheld };
}
