// Shopify's Liquid out of liquidjs: its filters, its tags, its way of looking things up.
import { Liquid } from 'liquidjs';
import type { PageFacts } from './facts.ts';
import { htmlFilters } from './html-filters.ts';
import { moneyFilters } from './money-filters.ts';
import { registerTags } from './tags.ts';
import { textFilters } from './text-filters.ts';
import { translateFilters } from './translate-filters.ts';

/**
 * An engine over one folder of templates. Unknown filters and tags are errors, as in Shopify.
 * Uncached it reads its files
 * at every render, so that an edit shows at the next reload.
 */
export function createEngine(root: string, options: { isCached: boolean }): Liquid {
  const engine = new Liquid({
    root: [root],
    partials: [`${root}/snippets`],
    layouts: [`${root}/layout`],
    extname: '.liquid',
    jsTruthy: false,
    ownPropertyOnly: true,
    strictFilters: true,
    strictVariables: false,
    relativeReference: false,
    cache: options.isCached,
  });
  registerTags(engine);
  const filters = { ...textFilters, ...moneyFilters, ...htmlFilters, ...translateFilters };
  for (const [name, filter] of Object.entries(filters)) {
    engine.registerFilter(name, filter as Parameters<Liquid['registerFilter']>[1]);
  }
  return engine;
}

/** Renders a template with Shopify's global objects. */
export function renderTemplate(
  engine: Liquid,
  name: string,
  globals: Record<string, unknown>,
  facts: PageFacts,
  local: Record<string, unknown> = {},
): string {
  return engine.renderFileSync(`${name}.liquid`, local, {
    globals: { ...globals, devstore: facts },
  }) as string;
}
