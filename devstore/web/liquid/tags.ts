// Tags of Shopify that liquidjs does not have.
import type { Context, Emitter, Liquid, TagToken, Template, TopLevelToken } from 'liquidjs';
import { Tokenizer } from 'liquidjs';
import { escapeHtml, factsOf } from './facts.ts';

type Block = { args: string; templates: Template[] };

/** Registers them all. */
export function registerTags(engine: Liquid): void {
  // The bodies of these are not Liquid output: schema is read apart, the others are forbidden in
  // app blocks.
  for (const name of ['schema', 'stylesheet', 'javascript', 'doc']) registerSilent(engine, name);
  registerWrapper(engine, 'style', () => ['<style data-shopify>', '</style>']);
  registerWrapper(engine, 'form', openForm);
  registerCall(engine, 'section', (name, context) => {
    return factsOf({ context }).renderSection?.(name) ?? '';
  });
  registerCall(engine, 'content_for', (name, context) => {
    if (name !== 'blocks') throw new Error(`content_for '${name}' is not supported`);
    return factsOf({ context }).renderBlocks?.(context.getSync(['section'])) ?? '';
  });
}

function registerSilent(engine: Liquid, name: string): void {
  engine.registerTag(name, {
    parse(_token: TagToken, remaining: TopLevelToken[]) {
      for (let token = remaining.shift(); token; token = remaining.shift()) {
        if ((token as TagToken).name === `end${name}`) return;
      }
      throw new Error(`tag ${name} not closed`);
    },
    render() {},
  });
}

type Wrap = (args: string, context: Context) => [open: string, close: string];

function registerWrapper(engine: Liquid, name: string, wrap: Wrap): void {
  engine.registerTag(name, {
    parse(this: Block & { liquid: Liquid }, token: TagToken, remaining: TopLevelToken[]) {
      this.args = token.args;
      this.templates = [];
      const stream = this.liquid.parser
        .parseStream(remaining)
        .on(`tag:end${name}`, () => stream.stop())
        .on('template', (template: Template) => this.templates.push(template))
        .on('end', () => {
          throw new Error(`tag ${name} not closed`);
        });
      stream.start();
    },
    *render(this: Block & { liquid: Liquid }, context: Context, emitter: Emitter) {
      const [open, close] = wrap(this.args, context);
      emitter.write(open);
      yield this.liquid.renderer.renderTemplates(this.templates, context, emitter);
      emitter.write(close);
    },
  } as unknown as Parameters<Liquid['registerTag']>[1]);
}

function registerCall(
  engine: Liquid,
  name: string,
  call: (argument: string, context: Context) => string,
): void {
  engine.registerTag(name, {
    parse(this: { argument: string }, token: TagToken) {
      this.argument = new Tokenizer(token.args).readQuoted()?.getText().slice(1, -1) ?? '';
    },
    render(this: { argument: string }, context: Context, emitter: Emitter) {
      emitter.write(call(this.argument, context));
    },
  } as unknown as Parameters<Liquid['registerTag']>[1]);
}

const formActions: Record<string, string> = {
  product: '/cart/add',
  cart: '/cart',
  customer_login: '/account/login',
  localization: '/localization',
};

/**
 * `{% form 'product', product, class: 'x' %}`: the action by its kind, named arguments as
 * attributes.
 */
function openForm(args: string): [string, string] {
  const kind = /^\s*['"](\w+)['"]/.exec(args)?.[1] ?? '';
  const attributes = [...args.matchAll(/([\w-]+):\s*(['"])(.*?)\2/g)]
    .map(([, name, , value]) => ` ${name}="${escapeHtml(value)}"`)
    .join('');
  const action = formActions[kind] ?? '/contact';
  const type = escapeHtml(kind);
  return [
    `<form method="post" action="${action}" accept-charset="UTF-8" data-type="${type}"` +
      `${attributes}><input type="hidden" name="form_type" value="${type}">`,
    '</form>',
  ];
}
