// The ground of the s-* elements: attributes in, shadow DOM out. The shadow is built once, so that
// a field keeps its focus.

/**
 * Style sheet shared by all elements. Tokens only: an extension cannot bring colours of its own.
 */
export const tokens = `
:host { font: inherit; color: inherit; box-sizing: border-box; }
:host([hidden]) { display: none !important; }
*, *::before, *::after { box-sizing: border-box; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: 4px; }
`;

const space: Record<string, string> = {
  none: '0',
  'small-500': '2px',
  'small-400': '4px',
  'small-300': '6px',
  'small-200': '8px',
  'small-100': '10px',
  small: '11px',
  base: '14px',
  large: '18px',
  'large-100': '21px',
  'large-200': '26px',
  'large-300': '32px',
  'large-400': '40px',
  'large-500': '48px',
};
const radius: Record<string, string> = {
  none: '0',
  'small-100': '2px',
  small: '4px',
  base: '6px',
  large: '10px',
  'large-100': '14px',
  max: '999px',
};
const backgrounds: Record<string, string> = { subdued: 'var(--subdued)', base: 'var(--surface)' };

/** `base` → 14px; `base large` → two values; lengths pass as they are. */
function lengths(value: string, table: Record<string, string>): string {
  return value
    .split(/\s+/)
    .map((part) => table[part] ?? part)
    .join(' ');
}

type Rule = { css: string; map: (value: string) => string };

const plain = (value: string) => value;
const rules: Record<string, Rule> = {
  gap: { css: 'gap', map: (value) => lengths(value, space) },
  rowgap: { css: 'row-gap', map: (value) => lengths(value, space) },
  columngap: { css: 'column-gap', map: (value) => lengths(value, space) },
  padding: { css: 'padding', map: (value) => lengths(value, space) },
  paddingblock: { css: 'padding-block', map: (value) => lengths(value, space) },
  paddingblockstart: { css: 'padding-block-start', map: (value) => lengths(value, space) },
  paddingblockend: { css: 'padding-block-end', map: (value) => lengths(value, space) },
  paddinginline: { css: 'padding-inline', map: (value) => lengths(value, space) },
  paddinginlinestart: { css: 'padding-inline-start', map: (value) => lengths(value, space) },
  paddinginlineend: { css: 'padding-inline-end', map: (value) => lengths(value, space) },
  borderradius: { css: 'border-radius', map: (value) => lengths(value, radius) },
  background: { css: 'background', map: (value) => backgrounds[value] ?? 'transparent' },
  border: {
    css: 'border',
    map: (value) => (value.startsWith('none') ? '0' : '1px solid var(--border)'),
  },
  borderwidth: { css: 'border-width', map: (value) => (value === 'none' ? '0' : '1px') },
  borderstyle: { css: 'border-style', map: (value) => (value === 'auto' ? 'solid' : value) },
  alignitems: { css: 'align-items', map: plain },
  aligncontent: { css: 'align-content', map: plain },
  justifycontent: { css: 'justify-content', map: plain },
  justifyitems: { css: 'justify-items', map: plain },
  placeitems: { css: 'place-items', map: plain },
  gridtemplatecolumns: { css: 'grid-template-columns', map: plain },
  gridtemplaterows: { css: 'grid-template-rows', map: plain },
  gridcolumn: { css: 'grid-column', map: plain },
  gridrow: { css: 'grid-row', map: plain },
  inlinesize: { css: 'inline-size', map: (value) => (value === 'fill' ? '100%' : value) },
  blocksize: { css: 'block-size', map: plain },
  mininlinesize: { css: 'min-inline-size', map: plain },
  maxinlinesize: { css: 'max-inline-size', map: plain },
  minblocksize: { css: 'min-block-size', map: plain },
  maxblocksize: { css: 'max-block-size', map: plain },
  overflow: { css: 'overflow', map: plain },
  display: { css: 'display', map: (value) => (value === 'auto' ? '' : value) },
  direction: { css: 'flex-direction', map: (value) => (value === 'inline' ? 'row' : 'column') },
};

export const styleAttributes = Object.keys(rules);

/**
 * `@container (inline-size > 500px) 1fr 1fr, 1fr`: the value for wide places, then the one for the
 * rest.
 */
const conditional = /^@container\s*([\w-]*)\s*(\([^)]*\))\s*(.*?)\s*,\s*(.+)$/;

/** The host's style from its layout attributes. */
export function hostStyle(element: Element): string {
  let style = '';
  let wide = '';
  for (const name of styleAttributes) {
    const value = element.getAttribute(name);
    const rule = rules[name];
    if (!value || !rule) continue;
    const match = conditional.exec(value);
    const base = rule.map(match ? match[4]! : value);
    if (base) style += `${rule.css}:${base};`;
    if (match)
      wide += `@container ${match[1]} ${match[2]} {:host{${rule.css}:${rule.map(match[3]!)}}}`;
  }
  return `:host{${style}}${wide}`;
}

/**
 * Events that extensions listen to as properties, because a DOM element has none of these names.
 */
const eventNames = [
  'dismiss',
  'afterhide',
  'aftershow',
  'hide',
  'show',
  'aftertoggle',
  'buyerchange',
];

/** One s-* element. `shadow` is built once, `sync` runs after every change of an attribute. */
export abstract class SurfaceElement extends HTMLElement {
  static attributes: string[] = [];
  static get observedAttributes() {
    // biome-ignore lint/complexity/noThisInStatic: each element has a list of its own.
    return [...styleAttributes, ...this.attributes];
  }

  readonly root = this.attachShadow({ mode: 'open', delegatesFocus: true });
  #isBuilt = false;
  readonly #hostStyle = document.createElement('style');

  connectedCallback() {
    if (!this.#isBuilt) {
      this.#isBuilt = true;
      this.root.innerHTML = `<style>${tokens}${this.css()}</style>${this.shadow()}`;
      this.root.append(this.#hostStyle);
      this.built();
    }
    this.#refresh();
  }

  attributeChangedCallback() {
    if (this.#isBuilt) this.#refresh();
  }

  #refresh() {
    this.#hostStyle.textContent = hostStyle(this);
    this.sync();
  }

  /** Styles that never change. */
  css(): string {
    return ':host{display:block}';
  }
  /** Markup that is built once. */
  shadow(): string {
    return '<slot></slot>';
  }
  /** Called once after the shadow was built. */
  built(): void {}
  /** Brings the shadow up to date with the attributes. */
  sync(): void {}

  text(name: string): string {
    return this.getAttribute(name) ?? '';
  }
  /** Preact writes `true` as an empty attribute and leaves `false` out. */
  is(name: string): boolean {
    const value = this.getAttribute(name);
    return value !== null && value !== 'false';
  }
  find<Kind extends Element = HTMLElement>(selector: string): Kind {
    return this.root.querySelector(selector) as Kind;
  }
}

for (const name of eventNames) {
  const listeners = new WeakMap<SurfaceElement, EventListener>();
  Object.defineProperty(SurfaceElement.prototype, `on${name}`, {
    configurable: true,
    get(this: SurfaceElement) {
      return listeners.get(this) ?? null;
    },
    set(this: SurfaceElement, listener: EventListener | null) {
      const known = listeners.get(this);
      if (known) this.removeEventListener(name, known);
      listeners.delete(this);
      if (!listener) return;
      listeners.set(this, listener);
      this.addEventListener(name, listener);
    },
  });
}

export type Toggle = HTMLElement & { command?: (name: string) => void };

/** `commandFor` and `command`: what a control does to another element. */
export function runCommand(control: SurfaceElement): void {
  const id = control.text('commandfor');
  if (!id) return;
  const target = document.getElementById(id) as Toggle | null;
  target?.command?.(control.text('command') || '--auto');
}

/** Defines an element that is nothing but a class of its own. */
export function define(name: string, element: CustomElementConstructor): void {
  customElements.define(`s-${name}`, element);
}

/** Defines an element from its parts. */
export function simple(
  names: string[],
  parts: {
    attributes?: string[];
    css?: string;
    shadow?: string;
    sync?: (element: SurfaceElement) => void;
    built?: (element: SurfaceElement) => void;
  },
): void {
  for (const name of names) {
    define(
      name,
      class extends SurfaceElement {
        static override attributes = parts.attributes ?? [];
        override css() {
          return parts.css ?? super.css();
        }
        override shadow() {
          return parts.shadow ?? super.shadow();
        }
        override built() {
          parts.built?.(this);
        }
        override sync() {
          parts.sync?.(this);
        }
      },
    );
  }
}
