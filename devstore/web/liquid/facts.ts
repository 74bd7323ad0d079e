// What filters and tags know of the page they run in.
import type { Context } from 'liquidjs';
import type { Messages } from '../browser/translate.ts';

/** What filters need to know of the page they run in; it travels with the render as `devstore`. */
export type PageFacts = {
  locale: string;
  currency: string;
  /** Texts of the theme or extension being rendered, with the default language below. */
  messages: Messages;
  /** Where `asset_url` points. */
  assetBase: string;
  /** Renders the blocks of the current section, for `{% content_for 'blocks' %}`. */
  renderBlocks?: (section: unknown) => string;
  /** Renders a section of the theme, for `{% section 'name' %}`. */
  renderSection?: (name: string) => string;
};

export type Filter = (this: { context: Context }, ...args: never[]) => unknown;

/** The facts of the page that a filter runs in. */
export function factsOf(filter: { context: Context }): PageFacts {
  // Variables given as globals also reach the isolated scope of {% render %}.
  return (filter.context.globals as { devstore: PageFacts }).devstore;
}

/** Escapes for HTML text and attribute values. */
export function escapeHtml(value: unknown): string {
  return String(value ?? '').replace(
    /[&<>"']/g,
    (character) =>
      ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[character]!,
  );
}
