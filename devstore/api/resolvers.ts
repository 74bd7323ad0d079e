// All resolvers in one table, held against the schema so that a misspelt field stops the start.
import { isObjectType } from 'graphql';
import { appMutations } from './mutations/app.ts';
import { createOrderMutations } from './mutations/create-order.ts';
import { customerMutations } from './mutations/customers.ts';
import { discountMutations } from './mutations/discounts.ts';
import { metafieldMutations } from './mutations/metafields.ts';
import { orderMutations } from './mutations/orders.ts';
import { redeemCodeMutations } from './mutations/redeem-codes.ts';
import { tenderMutations } from './mutations/tenders.ts';
import { queryRoot } from './queries/root.ts';
import type { Resolver, Resolvers } from './resolver.ts';
import { loadAdminSchema } from './schema.ts';
import { addressTypes } from './types/address.ts';
import { customerTypes } from './types/customer.ts';
import { discountTypes } from './types/discount.ts';
import { metafieldTypes } from './types/metafield.ts';
import { moneyTypes } from './types/money.ts';
import { orderTypes } from './types/order.ts';
import { lineFields } from './types/order-line.ts';
import { productTypes } from './types/product.ts';
import { shopTypes } from './types/shop.ts';

/** Each mutation is one transaction: it happens wholly or not at all. */
function inTransactions(mutations: Record<string, Resolver>): Record<string, Resolver> {
  return Object.fromEntries(
    Object.entries(mutations).map(([name, resolver]): [string, Resolver] => [
      name,
      (source, args, context) => context.store.write(() => resolver(source, args, context)),
    ]),
  );
}

export const resolvers: Resolvers = {
  ...moneyTypes,
  ...addressTypes,
  ...metafieldTypes,
  ...orderTypes,
  LineItem: lineFields,
  ...customerTypes,
  ...productTypes,
  ...discountTypes,
  ...shopTypes,
  QueryRoot: queryRoot,
  Mutation: inTransactions({
    ...appMutations,
    ...createOrderMutations,
    ...customerMutations,
    ...discountMutations,
    ...metafieldMutations,
    ...orderMutations,
    ...redeemCodeMutations,
    ...tenderMutations,
  }),
};

const { schema } = loadAdminSchema();
for (const [typeName, fields] of Object.entries(resolvers)) {
  const type = schema.getType(typeName);
  if (!isObjectType(type)) throw new Error(`Shopify's schema has no object type ${typeName}`);
  const known = type.getFields();
  for (const fieldName of Object.keys(fields))
    if (!known[fieldName]) throw new Error(`Shopify's ${typeName} has no field ${fieldName}`);
}
