// The newest orders of a customer.
import { Badge, BlockStack, Card, InlineStack, Link, Text } from '@shopify/polaris';
import { useFormat } from '#app/ui/format.tsx';
import type { OrderLabel, Profile } from './read-profile.server.ts';

const labels: Record<NonNullable<OrderLabel>, string> = {
  test: 'Test',
  cancelled: 'Cancelled',
  refunded: 'Refunded',
  'partly-refunded': 'Partly refunded',
  unpaid: 'Not paid',
};

export function OrdersCard({ profile }: { profile: Profile }) {
  const format = useFormat();
  const { orders } = profile;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Orders
        </Text>
        {orders.length === 0 ? (
          <Text as="p" tone="subdued">
            No orders yet.
          </Text>
        ) : (
          <ul className="rows">
            {orders.map((order) => (
              <li key={order.id}>
                <div>
                  <InlineStack gap="200" blockAlign="center">
                    <Link url={`shopify://admin/orders/${order.id}`} target="_top">
                      {order.name}
                    </Link>
                    {order.state && <Badge>{labels[order.state]}</Badge>}
                    {order.codes.map((code) => (
                      <Badge key={code} tone="info">
                        {code}
                      </Badge>
                    ))}
                  </InlineStack>
                  <Text as="span" tone="subdued" variant="bodySm">
                    {format.moment(order.at)} · {format.plural(order.items, 'item', 'items')}
                  </Text>
                </div>
                <Text as="span" numeric>
                  {format.moneyIn(order.netSales, order.currency)}
                </Text>
              </li>
            ))}
          </ul>
        )}
        {orders.length < profile.sums.orders && (
          <Text as="p" tone="subdued" variant="bodySm">
            The newest {orders.length}. All of them are in Shopify.
          </Text>
        )}
      </BlockStack>
    </Card>
  );
}
