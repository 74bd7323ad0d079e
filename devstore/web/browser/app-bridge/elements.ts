// The custom elements of App Bridge: navigation, title bar, contextual save bar, modal.
import type { TitleAction } from '../bridge-protocol.ts';
import type { Connection } from './connection.ts';

const hydrationLimitMs = 3000;

/** Defines the elements and hides what the frame shows in their place. */
export function defineElements(connection: Connection): void {
  const style = document.createElement('style');
  // A style sheet and not the style attribute: React warns about attributes it did not render.
  style.textContent =
    'ui-nav-menu,ui-title-bar,ui-save-bar,s-app-nav{display:none}' +
    'dialog.app-bridge-modal{border:0;border-radius:12px;padding:0;width:min(40rem,94vw)}' +
    'dialog.app-bridge-modal[data-variant=large]{width:min(60rem,94vw)}' +
    'dialog.app-bridge-modal[data-variant=small]{width:min(24rem,94vw)}' +
    'dialog.app-bridge-modal header{display:flex;justify-content:space-between;padding:12px 16px;' +
    'background:#f3f3f3;font-weight:600}' +
    'dialog.app-bridge-modal footer{display:flex;gap:8px;justify-content:flex-end;padding:12px 16px}';
  document.head.append(style);
  define('ui-nav-menu', navigation(connection));
  define('s-app-nav', navigation(connection));
  define('ui-title-bar', titleBar(connection));
  define('ui-save-bar', saveBar(connection));
  define('ui-modal', modal());
}

function define(name: string, element: CustomElementConstructor): void {
  if (!customElements.get(name)) customElements.define(name, element);
}

/**
 * Calls `read` now and after every change below the element, but not before React has hydrated it:
 * what the server rendered
 * has no handlers yet, and a button of the frame pressed in that time would do nothing.
 */
function observe(element: HTMLElement, read: () => void, waitedMs = 0): void {
  const isHydrated = Object.keys(element).some((key) => key.startsWith('__reactProps'));
  if (!isHydrated && waitedMs < hydrationLimitMs) {
    setTimeout(() => element.isConnected && observe(element, read, waitedMs + 20), 20);
    return;
  }
  const later = () => queueMicrotask(() => element.isConnected && read());
  new MutationObserver(later).observe(element, {
    childList: true,
    subtree: true,
    attributes: true,
    characterData: true,
  });
  later();
}

function navigation(connection: Connection): CustomElementConstructor {
  return class extends HTMLElement {
    connectedCallback() {
      observe(this, () => {
        const links = [...this.querySelectorAll('a, s-link')];
        const items = links
          .filter((link) => link.getAttribute('rel') !== 'home')
          .map((link) => ({
            href: link.getAttribute('href') ?? '',
            text: link.textContent?.trim() ?? '',
          }));
        connection.send({ kind: 'nav', items });
      });
    }
  };
}

function titleBar(connection: Connection): CustomElementConstructor {
  const controls = (bar: Element) => [...bar.querySelectorAll<HTMLElement>('button, a')];
  connection.on('titleAction', ({ index }) => {
    const bar = pageTitleBar();
    if (bar) controls(bar)[index]?.click();
  });
  return class extends HTMLElement {
    connectedCallback() {
      observe(this, () => {
        if (pageTitleBar() !== this) return;
        const title = this.getAttribute('title') || document.title;
        connection.send({ kind: 'title', title, actions: controls(this).map(describe) });
      });
    }
    disconnectedCallback() {
      if (!pageTitleBar()) connection.send({ kind: 'title', title: document.title, actions: [] });
    }
  };
}

/** A title bar inside a modal is that modal's header, not the page's. */
function pageTitleBar(): Element | undefined {
  return [...document.querySelectorAll('ui-title-bar')].find((bar) => !bar.closest('ui-modal'));
}

function describe(control: HTMLElement): TitleAction {
  const variant = control.getAttribute('variant');
  return {
    text: control.textContent?.trim() ?? '',
    variant: variant === 'primary' || variant === 'breadcrumb' ? variant : 'secondary',
    isDisabled: control.hasAttribute('disabled'),
    isCritical: control.getAttribute('tone') === 'critical',
  };
}

function saveBar(connection: Connection): CustomElementConstructor {
  let shown: HTMLElement | null = null;
  const press = (selector: string) => shown?.querySelector<HTMLElement>(selector)?.click();
  connection.on('save', () => press('button[variant=primary]'));
  connection.on('discard', () => press('button:not([variant=primary])'));
  return class extends HTMLElement {
    get showing() {
      return shown === this;
    }
    async show() {
      if (shown === this) return;
      shown = this;
      connection.send({ kind: 'saveBar', isOpen: true });
      this.dispatchEvent(new Event('show'));
    }
    async hide() {
      if (shown !== this) return;
      shown = null;
      connection.send({ kind: 'saveBar', isOpen: false });
      this.dispatchEvent(new Event('hide'));
    }
    async toggle() {
      await (this.showing ? this.hide() : this.show());
    }
    disconnectedCallback() {
      void this.hide();
    }
  };
}

function modal(): CustomElementConstructor {
  return class extends HTMLElement {
    #dialog: HTMLDialogElement | null = null;
    #content: HTMLElement | null = null;

    /** React portals the modal's children into this element. */
    get content(): HTMLElement {
      this.#build();
      return this.#content as HTMLElement;
    }
    get variant() {
      return this.getAttribute('variant') ?? 'base';
    }
    async show() {
      const dialog = this.#build();
      if (dialog.open) return;
      this.#dress(dialog);
      dialog.showModal();
      this.dispatchEvent(new Event('show'));
    }
    async hide() {
      if (this.#dialog?.open) this.#dialog.close();
    }
    async toggle() {
      await (this.#dialog?.open ? this.hide() : this.show());
    }
    #build(): HTMLDialogElement {
      if (this.#dialog) return this.#dialog;
      const dialog = document.createElement('dialog');
      dialog.className = 'app-bridge-modal';
      dialog.append(
        document.createElement('header'),
        document.createElement('div'),
        document.createElement('footer'),
      );
      dialog.addEventListener('close', () => this.dispatchEvent(new Event('hide')));
      this.#dialog = dialog;
      this.#content = dialog.querySelector('div');
      this.append(dialog);
      return dialog;
    }
    /** The header and the buttons come from a title bar among the modal's children. */
    #dress(dialog: HTMLDialogElement) {
      dialog.dataset.variant = this.variant;
      const bar = this.querySelector('ui-title-bar');
      const title = bar?.getAttribute('title') ?? '';
      dialog.setAttribute('aria-label', title || 'Dialogue');
      const close = document.createElement('button');
      close.textContent = '×';
      close.setAttribute('aria-label', 'Close');
      close.addEventListener('click', () => void this.hide());
      dialog.querySelector('header')?.replaceChildren(title, close);
      const buttons = [...(bar?.querySelectorAll('button') ?? [])].map((source) => {
        const copy = document.createElement('button');
        copy.textContent = source.textContent;
        copy.disabled = source.disabled;
        copy.addEventListener('click', () => source.click());
        return copy;
      });
      dialog.querySelector('footer')?.replaceChildren(...buttons);
    }
  };
}
