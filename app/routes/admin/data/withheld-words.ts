// What a merchant reads when Shopify withholds something.

type Group = { names: readonly string[]; title: string; means: string };

/** By what a merchant would call it; the first steps of the names that sync keeps. */
const groups: readonly Group[] = [
  {
    names: ['Order'],
    title: 'Orders',
    means: 'No order can be read, so figures and points stand still.',
  },
  {
    names: ['Customer', 'Order.customer'],
    title: 'Who bought',
    means: 'New orders count nowhere and earn no points until Shopify tells whose they are.',
  },
  {
    names: ['Customer.firstName', 'Customer.lastName'],
    title: 'Names',
    means: 'New customers are shown by their number.',
  },
  {
    names: ['Customer.defaultEmailAddress', 'Order.email'],
    title: 'E-mail addresses',
    means: 'New customers are not found by theirs, and guests’ orders do not become points.',
  },
  {
    names: ['Customer.defaultPhoneNumber'],
    title: 'Phone numbers',
    means: 'New customers cannot be found by theirs.',
  },
  {
    names: ['Customer.defaultAddress', 'Order.shippingAddress'],
    title: 'Addresses',
    means: 'New orders and customers are missing where you split by country.',
  },
];

/** The groups that something of `withheld` belongs to. */
export const withheldWords = (withheld: readonly string[]) =>
  groups
    .filter(({ names }) =>
      withheld.some((one) => names.includes(one.split('.').slice(0, 2).join('.'))),
    )
    .map(({ title, means }) => ({ title, means }));
