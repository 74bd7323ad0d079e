// Renders a page: the theme's template with its app blocks inside, app embeds in head and body.
import path from 'node:path';
import type { Liquid } from 'liquidjs';
import { assetUrl } from '../assets.ts';
import type { WebContext } from '../context.ts';
import {
  readExtensions,
  readMessages,
  type ThemeBlock,
  type ThemeExtension,
} from '../extensions.ts';
import { page as htmlPage } from '../http/respond.ts';
import { createEngine, renderTemplate } from '../liquid/engine.ts';
import { escapeHtml, type PageFacts } from '../liquid/facts.ts';
import { type Globals, globalsOf } from './globals.ts';
import { type Placement, readTheme, settingsOf, type ThemeState } from './placements.ts';
import type { Visitor } from './visitor.ts';

const themeFolder = path.join(import.meta.dirname, '../theme');
const theme = createEngine(themeFolder, { isCached: true });
const appEngines = new Map<string, Liquid>();

export type ThemePage = {
  template: string;
  url: URL;
  title: string;
  /** `product`, `collection`, `page` … of this page. */
  objects?: Globals;
  status?: number;
};

/** The app's theme extension, read anew so that an edit shows at the next reload. */
export function themeExtension(context: WebContext): ThemeExtension | null {
  return readExtensions(context.root).find((each) => each.type === 'theme') ?? null;
}

/** Answers with a page of the storefront. */
export function renderPage(context: WebContext, visitor: Visitor, page: ThemePage): Response {
  const isInstalled = context.store.installation().isInstalled;
  const extension = isInstalled ? themeExtension(context) : null;
  const globals = { ...globalsOf(context, visitor, page), ...page.objects };
  const run = new PageRun(context, visitor, extension, globals, page.template);
  const response = htmlPage(run.render(page.template), page.status ?? 200);
  for (const [name, value] of visitor.cookies) response.headers.append(name, value);
  return response;
}

class PageRun {
  readonly #visitor: Visitor;
  readonly #extension: ThemeExtension | null;
  readonly #globals: Globals;
  readonly #template: string;
  readonly #state: ThemeState;
  readonly #themeFacts: PageFacts;
  readonly #scripts = new Set<string>();
  readonly #styles = new Set<string>();

  constructor(
    context: WebContext,
    visitor: Visitor,
    extension: ThemeExtension | null,
    globals: Globals,
    template: string,
  ) {
    this.#visitor = visitor;
    this.#extension = extension;
    this.#globals = globals;
    this.#template = template;
    this.#state = readTheme(context.store, extension);
    this.#themeFacts = {
      ...this.#facts(themeFolder, '/devstore-assets'),
      renderBlocks: () => this.#renderBlocks(),
      renderSection: (name) =>
        this.#renderTheme(`sections/${name}`, { section: { id: name, settings: {}, blocks: [] } }),
    };
  }

  render(template: string): string {
    // Blocks first: what they need in the head is known only after they ran.
    const content = this.#renderTheme(`templates/${template}`, {
      section: { id: 'main', settings: {}, blocks: [] },
    });
    const head = this.#renderEmbeds(['head', 'compliance_head']);
    const body = this.#renderEmbeds(['body']);
    const html = this.#renderTheme('layout/theme', {
      content_for_layout: content,
      content_for_header: this.#header() + head,
      storefront_css: assetUrl('storefront.css'),
      storefront_js: assetUrl('storefront.js'),
    });
    return html.replace(/<\/body>/, () => `${body}</body>`);
  }

  #facts(directory: string, assetBase: string): PageFacts {
    const { locale, presentment } = this.#visitor;
    return {
      locale,
      currency: presentment.currency,
      messages: readMessages(directory, locale),
      assetBase,
    };
  }

  #renderTheme(name: string, local: Globals): string {
    return renderTemplate(theme, name, this.#globals, this.#themeFacts, local);
  }

  #renderBlocks(): string {
    return this.#state.blocks
      .filter((placement) => placement.template === this.#template)
      .map((placement) => this.#renderPlaced(placement))
      .join('\n');
  }

  #renderPlaced(placement: Placement): string {
    const block = this.#extension?.blocks.find((each) => each.handle === placement.block);
    return block ? this.#renderBlock(block, placement.id, placement.settings) : '';
  }

  #renderEmbeds(targets: string[]): string {
    return (this.#extension?.blocks ?? [])
      .filter(({ schema }) => targets.includes(schema.target))
      .map((block) => {
        const state = this.#state.embeds[block.handle];
        return state?.isEnabled ? this.#renderBlock(block, block.handle, state.settings) : '';
      })
      .join('\n');
  }

  /**
   * One app block in the wrapper that Shopify puts around it; its script and style are noted for
   * the head.
   */
  #renderBlock(block: ThemeBlock, id: string, saved: Record<string, unknown>): string {
    const extension = this.#extension!;
    const { schema } = block;
    if (schema.available_if && !this.#isAvailable(schema.available_if)) return '';
    const base = `/extensions/${extension.handle}/assets`;
    if (schema.javascript) this.#scripts.add(`${base}/${schema.javascript}`);
    if (schema.stylesheet) this.#styles.add(`${base}/${schema.stylesheet}`);
    const html = renderTemplate(
      appEngine(extension.directory),
      `blocks/${block.handle}`,
      this.#globals,
      this.#facts(extension.directory, base),
      {
        block: {
          id,
          type: `shopify://apps/${extension.handle}/blocks/${block.handle}/${id}`,
          settings: settingsOf(block, saved),
          shopify_attributes: this.#editorAttributes(id),
        },
        section: { id: 'main' },
      },
    );
    // Embeds for the head are markup of the head: no element around them.
    if (schema.target === 'head' || schema.target === 'compliance_head') return html;
    const tag = schema.tag ?? 'div';
    const classes = ['shopify-block', 'shopify-app-block', schema.class].filter(Boolean).join(' ');
    const name = `shopify-block-${escapeHtml(id)}`;
    return `<${tag} id="${name}" class="${escapeHtml(classes)}">${html}</${tag}>`;
  }

  /** `{{ app.metafields.namespace.key }}`: hidden only where the metafield is there and false. */
  #isAvailable(condition: string): boolean {
    const value = appEngine(this.#extension!.directory).parseAndRenderSync(
      condition.replace(/\}\}\s*$/, '.value }}'),
      {},
      { globals: this.#globals },
    );
    return value !== 'false';
  }

  #editorAttributes(id: string): string {
    const { design_mode: isDesignMode } = this.#globals.request as { design_mode: boolean };
    return isDesignMode ? `data-shopify-editor-block="${escapeHtml(JSON.stringify({ id }))}"` : '';
  }

  #header(): string {
    const { shop, presentment, locale } = this.#visitor;
    const { design_mode: isDesignMode } = this.#globals.request as { design_mode: boolean };
    const facts = {
      shop: shop.domain,
      locale,
      currency: { active: presentment.currency, rate: String(presentment.rate) },
      country: shop.countryCode,
      routes: { root: '/' },
      designMode: isDesignMode,
    };
    const json = JSON.stringify(facts).replace(/</g, '\\u003c');
    return [
      `<script>window.Shopify=Object.assign(window.Shopify||{},${json});</script>`,
      ...[...this.#styles].map((href) => `<link rel="stylesheet" href="${escapeHtml(href)}">`),
      ...[...this.#scripts].map(
        (src) => `<script src="${escapeHtml(src)}" defer="defer"></script>`,
      ),
    ].join('');
  }
}

function appEngine(directory: string): Liquid {
  const known = appEngines.get(directory) ?? createEngine(directory, { isCached: false });
  appEngines.set(directory, known);
  return known;
}
