// Where the theme's owner put app blocks and app embeds. Kept in the store's settings; edited in
// the theme editor.
import type { Store } from '../../store/store.ts';
import type { BlockSchema, ThemeBlock, ThemeExtension } from '../extensions.ts';

export type Placement = {
  id: string;
  block: string;
  template: string;
  settings: Record<string, unknown>;
};
export type EmbedState = { isEnabled: boolean; settings: Record<string, unknown> };
export type ThemeState = { blocks: Placement[]; embeds: Record<string, EmbedState> };

/** Templates that have a place for app blocks. */
export const templates = [
  'index',
  'collection',
  'product',
  'cart',
  'page.rewards',
  'customers/account',
] as const;

const key = 'web.theme';

/**
 * The present state: what was saved, else every embed on and every block where its schema names a
 * template.
 */
export function readTheme(store: Store, extension: ThemeExtension | null): ThemeState {
  const saved = store.settings.read<ThemeState | null>(key, null);
  return saved ?? (extension ? defaultTheme(extension) : { blocks: [], embeds: {} });
}

export function saveTheme(store: Store, state: ThemeState): void {
  store.settings.write(key, state);
}

/** A newly installed theme extension, as the demo shop's owner would place it. */
export function defaultTheme(extension: ThemeExtension): ThemeState {
  const state: ThemeState = { blocks: [], embeds: {} };
  for (const { handle, schema } of extension.blocks) {
    if (schema.target !== 'section') {
      state.embeds[handle] = { isEnabled: true, settings: {} };
      continue;
    }
    for (const template of defaultTemplates(handle, schema)) {
      state.blocks.push({
        id: `${handle}-${template}`.replace(/\W+/g, '-'),
        block: handle,
        template,
        settings: {},
      });
    }
  }
  // What fills a page comes last in it: nobody would look for a badge below.
  state.blocks.sort((a, b) => Number(a.block === pageBlock) - Number(b.block === pageBlock));
  return state;
}

const pageBlock = 'rewards-page';

function defaultTemplates(handle: string, schema: BlockSchema): string[] {
  const named = schema.enabled_on?.templates?.filter((each) => each !== '*') ?? [];
  if (named.length)
    return templates.filter(
      (template) => named.includes(template.split('.')[0]!) || named.includes(template),
    );
  // A block for any page goes where its name says, else to the rewards page.
  const byName = templates.find((template) => handle.includes(template));
  return [byName ?? 'page.rewards'];
}

/** May the block stand in this template? */
export function isAllowed(schema: BlockSchema, template: string): boolean {
  const matches = (list: string[]) =>
    list.some((each) => each === '*' || each === template || each === template.split('.')[0]);
  if (schema.enabled_on?.templates) return matches(schema.enabled_on.templates);
  return !matches(schema.disabled_on?.templates ?? []);
}

/** The settings a block runs with: saved values over the schema's defaults. */
export function settingsOf(block: ThemeBlock, saved: Record<string, unknown>) {
  const settings: Record<string, unknown> = {};
  for (const { id, default: standard } of block.schema.settings ?? []) {
    if (id) settings[id] = saved[id] ?? standard ?? null;
  }
  return settings;
}
