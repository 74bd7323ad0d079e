// Answers the admin frame's questions on behalf of App Bridge: tokens, user, scopes, extensions,
// resources to pick.
import { readDeployment } from '../../server/deployment.ts';
import { adminSessionToken } from '../../server/session-token.ts';
import { changeScopes } from '../../shop/installation.ts';
import type { Collection, Product, Variant } from '../../store/products.ts';
import { tokenOptions, type WebContext } from '../context.ts';
import { readExtensions } from '../extensions.ts';
import { json, refuse } from '../http/respond.ts';
import type { RouteContext } from '../http/router.ts';
import { decimals } from '../liquid/money.ts';
import { isAllowed, readTheme, templates } from '../storefront/placements.ts';

type Question = { question: string; payload?: unknown };

/** `POST /devstore/bridge`. */
export async function answerBridge(
  context: WebContext,
  { request }: RouteContext,
): Promise<Response> {
  const { question, payload } = (await request.json()) as Question;
  switch (question) {
    case 'idToken':
      return json({
        value: adminSessionToken(tokenOptions(context)),
      });
    case 'user':
      return json({
        value: {
          id: 1,
          name: 'Store owner',
          email: context.store.shop().email,
          accountAccess: 'full',
        },
      });
    case 'scopes':
      return json({ value: scopesDetail(context) });
    case 'requestScopes':
      return requestScopes(context, payload);
    case 'revokeScopes':
      return revokeScopes(context, payload);
    case 'extensions':
      return json({ value: extensionInfos(context) });
    case 'resources':
      return json({ value: resources(context, payload as { type: string; query?: string }) });
    default:
      return refuse(400, `unknown question ${question}`);
  }
}

/** Scopes as the app's toml declares them and as the merchant granted them. */
export function scopesDetail(context: WebContext) {
  const { scopes, optionalScopes } = readDeployment(context.root);
  return {
    granted: context.store.installation().grantedScopes,
    required: scopes,
    optional: optionalScopes,
  };
}

function requestScopes(context: WebContext, payload: unknown): Response {
  const wanted = Array.isArray(payload) ? payload.map(String) : [];
  const { optional, granted } = scopesDetail(context);
  const unknown = wanted.filter((scope) => !optional.includes(scope) && !granted.includes(scope));
  if (unknown.length) {
    return json({ error: `Not among the optional scopes of the app: ${unknown.join(', ')}` });
  }
  changeScopes(context.store, [...new Set([...granted, ...wanted])]);
  return json({ value: { result: 'granted-all', detail: scopesDetail(context) } });
}

function revokeScopes(context: WebContext, payload: unknown): Response {
  const unwanted = Array.isArray(payload) ? payload.map(String) : [];
  const { required, granted } = scopesDetail(context);
  if (unwanted.some((scope) => required.includes(scope))) {
    return json({ error: 'Required scopes cannot be revoked' });
  }
  changeScopes(
    context.store,
    granted.filter((scope) => !unwanted.includes(scope)),
  );
  return json({ value: { detail: scopesDetail(context) } });
}

/** What `shopify.app.extensions()` tells: where blocks and embeds are active. */
function extensionInfos(context: WebContext) {
  return readExtensions(context.root).map((extension) => {
    if (extension.type === 'ui_extension') {
      const activations = extension.targets.map(({ target }) => ({ target }));
      return { handle: extension.handle, type: extension.type, activations };
    }
    const theme = readTheme(context.store, extension);
    const themeId = 'gid://shopify/OnlineStoreTheme/1';
    const activations = extension.blocks.map(({ handle, schema }) => {
      const places =
        schema.target === 'section'
          ? theme.blocks
              .filter(({ block }) => block === handle)
              .map(({ template }) => ({ target: `template--${template}`, themeId }))
          : theme.embeds[handle]?.isEnabled
            ? [{ target: schema.target, themeId }]
            : [];
      const isPlaceable = templates.some((template) => isAllowed(schema, template));
      const unused = isPlaceable ? 'available' : 'unavailable';
      return {
        handle,
        name: schema.name,
        target: schema.target,
        status: places.length ? 'active' : unused,
        activations: places,
      };
    });
    return { handle: extension.handle, type: 'theme_app_extension', activations };
  });
}

const pageSize = 50;

/**
 * Products (with variants) or collections in the shapes that the resource picker hands to the app.
 */
function resources(context: WebContext, { type, query = '' }: { type: string; query?: string }) {
  const words = query.trim().toLowerCase();
  const matches = (title: string) => title.toLowerCase().includes(words);
  const { products, collections } = context.store;
  if (type === 'collection') {
    return collections
      .all()
      .filter(({ title }) => matches(title))
      .slice(0, pageSize)
      .map((collection) => collectionResource(context, collection));
  }
  return products
    .all()
    .filter(({ title }) => matches(title))
    .slice(0, pageSize)
    .map((product) => productResource(context, product));
}

function collectionResource(context: WebContext, collection: Collection) {
  const count = context.store.products.inCollection(collection.id).length;
  return {
    id: `gid://shopify/Collection/${collection.id}`,
    handle: collection.handle,
    title: collection.title,
    description: '',
    descriptionHtml: collection.descriptionHtml,
    image: null,
    productsCount: count,
    productsManuallySortedCount: count,
    productsAutomaticallySortedCount: 0,
    updatedAt: collection.updatedAt,
  };
}

function productResource(context: WebContext, product: Product) {
  const id = `gid://shopify/Product/${product.id}`;
  const image = {
    id: `gid://shopify/ProductImage/${product.id}`,
    altText: product.imageAlt,
    originalSrc: context.origins.admin + product.imageUrl,
  };
  return {
    id,
    handle: product.handle,
    title: product.title,
    descriptionHtml: product.descriptionHtml,
    vendor: product.vendor,
    productType: product.productType,
    status: product.status,
    tags: product.tags,
    images: [image],
    hasOnlyDefaultVariant: product.variants.length === 1,
    totalVariants: product.variants.length,
    totalInventory: product.variants.reduce((sum, { inventory }) => sum + inventory, 0),
    tracksInventory: true,
    createdAt: product.createdAt,
    updatedAt: product.updatedAt,
    variants: product.variants.map((variant) => variantResource(context, product, variant)),
  };
}

function variantResource(context: WebContext, product: Product, variant: Variant) {
  const digits = decimals(context.store.shop().currency);
  return {
    id: `gid://shopify/ProductVariant/${variant.id}`,
    title: variant.title,
    displayName: `${product.title} - ${variant.title}`,
    sku: variant.sku,
    price: (variant.price / 10 ** digits).toFixed(digits),
    availableForSale: variant.isAvailable,
    inventoryQuantity: variant.inventory,
    selectedOptions: variant.options.map(({ value }) => ({ value })),
    product: { id: `gid://shopify/Product/${product.id}`, title: product.title },
    requiresShipping: product.requiresShipping,
    taxable: product.isTaxable,
  };
}
