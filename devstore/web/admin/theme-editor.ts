// A small theme editor: app blocks and app embeds with their settings, beside a live preview of the
// storefront.
import type { WebContext } from '../context.ts';
import type { BlockSetting, ThemeBlock, ThemeExtension } from '../extensions.ts';
import { formOf, redirect } from '../http/respond.ts';
import { type Route, type RouteContext, route } from '../http/router.ts';
import {
  isAllowed,
  readTheme,
  saveTheme,
  settingsOf,
  type ThemeState,
  templates,
} from '../storefront/placements.ts';
import { themeExtension } from '../storefront/theme.ts';
import { adminPage, storePath } from './view.ts';

export function themeEditorRoutes(context: WebContext): Route[] {
  const path = `${storePath(context)}/themes/current/editor`;
  return [
    route(`GET ${path}`, (given) => show(context, given)),
    route(`POST ${path}`, (given) => save(context, given)),
  ];
}

/** Templates by what the merchant calls them, and the page that shows them. */
const names: Record<string, string> = {
  index: 'Home page',
  collection: 'Collection',
  product: 'Product',
  cart: 'Cart',
  'page.rewards': 'Rewards page',
  'customers/account': 'Classic account',
};

function previewPath(context: WebContext, template: string): string {
  const product = context.store.products.first("status = 'ACTIVE' ORDER BY id");
  const paths: Record<string, string> = {
    index: '/',
    collection: '/collections/all',
    product: `/products/${product?.handle ?? ''}`,
    cart: '/cart',
    'page.rewards': '/pages/rewards',
    'customers/account': '/account',
  };
  return `${context.origins.storefront}${paths[template] ?? '/'}?design_mode=1`;
}

/**
 * The address also takes what deep links of an app carry: activateAppId, addAppBlockId, template,
 * context=apps.
 */
function show(context: WebContext, { url }: RouteContext): Response {
  const extension = themeExtension(context);
  const template = templateOf(url.searchParams);
  const state = deepLinked(readTheme(context.store, extension), extension, url.searchParams);
  const blocks = extension?.blocks ?? [];
  return adminPage(context, 'theme-editor', 'themes', {
    template,
    templates: templates.map((name) => ({
      name,
      label: names[name],
      is_current: name === template,
    })),
    preview: previewPath(context, template),
    is_unsaved: JSON.stringify(state) !== JSON.stringify(readTheme(context.store, extension)),
    placed: state.blocks
      .filter((each) => each.template === template)
      .flatMap((each) => {
        const block = blocks.find(({ handle }) => handle === each.block);
        return block
          ? [{ ...each, name: block.schema.name, fields: fields(block, each.settings) }]
          : [];
      }),
    available: blocks.filter(
      ({ schema }) => schema.target === 'section' && isAllowed(schema, template),
    ),
    embeds: blocks
      .filter(({ schema }) => schema.target !== 'section')
      .map((block) => ({
        handle: block.handle,
        name: block.schema.name,
        is_enabled: state.embeds[block.handle]?.isEnabled ?? false,
        fields: fields(block, state.embeds[block.handle]?.settings ?? {}),
      })),
  });
}

function templateOf(query: URLSearchParams): string {
  const asked = query.get('template') ?? 'index';
  return templates.find((each) => each === asked || each.startsWith(`${asked}.`)) ?? 'index';
}

/** `API_KEY/HANDLE` of a deep link, turned on or placed but not yet saved. */
function deepLinked(
  state: ThemeState,
  extension: ThemeExtension | null,
  query: URLSearchParams,
): ThemeState {
  const handleOf = (name: string) => query.get(name)?.split('/').at(-1) ?? null;
  const embed = handleOf('activateAppId');
  const added = handleOf('addAppBlockId');
  const next = structuredClone(state);
  const block = extension?.blocks.find(({ handle }) => handle === (embed ?? added));
  if (!block) return next;
  if (embed) {
    next.embeds[embed] = { isEnabled: true, settings: next.embeds[embed]?.settings ?? {} };
    return next;
  }
  const template = templateOf(query);
  const isThere = next.blocks.some((each) => each.block === added && each.template === template);
  if (added && !isThere) next.blocks.push(placement(added, template));
  return next;
}

const placement = (block: string, template: string) => ({
  id: `${block}-${crypto.randomUUID().slice(0, 8)}`,
  block,
  template,
  settings: {},
});

function fields(block: ThemeBlock, saved: Record<string, unknown>) {
  const values = settingsOf(block, saved);
  return (block.schema.settings ?? []).map((setting) => ({
    ...setting,
    kind: kindOf(setting),
    value: setting.id ? values[setting.id] : null,
  }));
}

function kindOf({ type, id }: BlockSetting): string {
  if (!id) return 'words';
  if (type === 'checkbox') return 'checkbox';
  if (type === 'select' || type === 'radio') return 'select';
  if (type === 'textarea' || type === 'richtext' || type === 'html') return 'textarea';
  if (type === 'color' || type === 'range' || type === 'number') return type;
  return 'text';
}

async function save(context: WebContext, { request, url }: RouteContext): Promise<Response> {
  const form = await formOf(request);
  const extension = themeExtension(context);
  const state = structuredClone(readTheme(context.store, extension));
  const template = form.get('template') ?? 'index';
  const [verb, subject = ''] = (form.get('act') ?? '').split(':');
  if (verb === 'add') state.blocks.push(placement(subject, template));
  if (verb === 'remove') state.blocks = state.blocks.filter(({ id }) => id !== subject);
  if (verb === 'save') update(state, extension, form, subject);
  saveTheme(context.store, state);
  return redirect(`${url.pathname}?template=${encodeURIComponent(template)}`);
}

/** `subject` is a placed block's id or an embed's handle. */
function update(
  state: ThemeState,
  extension: ThemeExtension | null,
  form: URLSearchParams,
  subject: string,
): void {
  const placed = state.blocks.find(({ id }) => id === subject);
  const block = extension?.blocks.find(({ handle }) => handle === (placed?.block ?? subject));
  if (!block) return;
  const settings: Record<string, unknown> = {};
  for (const { id, type } of block.schema.settings ?? []) {
    if (!id) continue;
    const value = form.get(`setting_${id}`);
    if (type === 'checkbox') settings[id] = value !== null;
    else if (type === 'range' || type === 'number') settings[id] = Number(value);
    else settings[id] = value ?? '';
  }
  if (placed) placed.settings = settings;
  else state.embeds[subject] = { isEnabled: form.has('is_enabled'), settings };
}
