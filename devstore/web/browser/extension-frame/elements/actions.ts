// Buttons, links and what they open: details, modals, popovers, the clipboard.

import { sendToHost } from '../host.ts';
import { define, runCommand, SurfaceElement, simple } from './base.ts';

const buttonCss =
  // A column of a stack must not stretch it.
  ':host{display:inline-block;width:fit-content}:host([inlinesize=fill]){width:100%}' +
  'button{display:inline-flex;align-items:center;justify-content:center;gap:6px;' +
  'width:100%;min-height:44px;font:inherit;' +
  'font-weight:600;padding:8px 16px;border-radius:8px;border:1px solid var(--accent);' +
  'background:var(--surface);' +
  'color:var(--accent);cursor:pointer;text-decoration:none;text-align:center}' +
  ':host([variant=primary]) button{background:var(--accent);color:#fff}' +
  ':host([tone=critical]) button{border-color:#a11212;color:#a11212}' +
  ':host([variant=primary][tone=critical]) button{background:#a11212;color:#fff}' +
  ':host([variant=tertiary]) button,:host([variant=plain]) ' +
  'button{border-color:transparent;background:none}' +
  'button:disabled{border-color:#767676;color:#595959;background:#efefef;cursor:not-allowed}';

class Button extends SurfaceElement {
  static override attributes = [
    'variant',
    'tone',
    'disabled',
    'loading',
    'href',
    'target',
    'type',
    'accessibilitylabel',
    'commandfor',
    'command',
  ];
  override css() {
    return buttonCss;
  }
  override shadow() {
    return (
      '<button type="button"><span class="spin" hidden aria-hidden="true">…</span><slot>' +
      '</slot></button>'
    );
  }
  override built() {
    this.addEventListener(
      'click',
      (event) => {
        if (this.is('disabled') || this.is('loading')) {
          event.stopImmediatePropagation();
          event.preventDefault();
          return;
        }
        if (this.text('href')) follow(this);
        runCommand(this);
        if (this.text('type') === 'submit')
          this.closest('s-form')?.dispatchEvent(new Event('submit', { cancelable: true }));
      },
      { capture: true },
    );
  }
  override sync() {
    const button = this.find<HTMLButtonElement>('button');
    button.disabled = this.is('disabled');
    button.toggleAttribute('aria-busy', this.is('loading'));
    if (this.is('loading')) button.setAttribute('aria-disabled', 'true');
    else button.removeAttribute('aria-disabled');
    this.find('.spin').hidden = !this.is('loading');
    if (this.text('accessibilitylabel'))
      button.setAttribute('aria-label', this.text('accessibilitylabel'));
    else button.removeAttribute('aria-label');
    // A button that leads somewhere is a link to assistive technology.
    if (this.text('href')) button.setAttribute('role', 'link');
  }
}

function follow(element: SurfaceElement): void {
  sendToHost({
    kind: 'navigate',
    url: element.text('href'),
    isNewTab: element.text('target') === '_blank',
  });
}

class Link extends SurfaceElement {
  static override attributes = [
    'href',
    'target',
    'accessibilitylabel',
    'tone',
    'commandfor',
    'command',
  ];
  override css() {
    return ':host{display:inline}a{color:var(--accent);text-underline-offset:.2em;cursor:pointer}';
  }
  override shadow() {
    return '<a href="#"><slot></slot></a>';
  }
  override built() {
    this.find('a').addEventListener('click', (event) => {
      event.preventDefault();
      if (this.text('href')) follow(this);
      runCommand(this);
    });
  }
  override sync() {
    const link = this.find('a');
    link.setAttribute('href', this.text('href') || '#');
    if (this.text('accessibilitylabel'))
      link.setAttribute('aria-label', this.text('accessibilitylabel'));
  }
}

class Clickable extends Button {
  override css() {
    return (
      ':host{display:block}button{all:unset;display:block;width:100%;cursor:pointer;' +
      'box-sizing:border-box}' +
      'button:focus-visible{outline:2px solid var(--focus);outline-offset:2px}'
    );
  }
}

/** Something that a control shows and hides. */
abstract class Openable extends SurfaceElement {
  abstract open(): void;
  abstract close(): void;
  abstract get isOpen(): boolean;
  command(name: string) {
    if (name === '--show') this.open();
    else if (name === '--hide') this.close();
    else if (this.isOpen) this.close();
    else this.open();
  }
  showOverlay() {
    this.open();
  }
  hideOverlay() {
    this.close();
  }
}

class Modal extends Openable {
  static override attributes = ['heading', 'accessibilitylabel', 'size'];
  override css() {
    return (
      ':host{display:contents}dialog{border:0;border-radius:12px;padding:0;' +
      'width:min(36rem,94vw);color:inherit;max-height:94vh}' +
      'dialog::backdrop{background:#0008}header{display:flex;' +
      'justify-content:space-between;align-items:center;gap:12px;padding:14px 18px;' +
      'border-bottom:1px solid var(--border)}' +
      'h2{font-size:1.1rem;margin:0}.body{padding:18px}footer{display:flex;gap:8px;' +
      'justify-content:flex-end;padding:0 18px 18px}' +
      'button{font:inherit;border:0;background:none;min-width:44px;min-height:44px;cursor:pointer}'
    );
  }
  override shadow() {
    return (
      '<dialog><header><h2></h2><button aria-label="Close">×</button></header><div ' +
      'class="body"><slot></slot></div>' +
      '<footer><slot name="secondary-actions"></slot><slot name="primary-action"></slot>' +
      '</footer></dialog>'
    );
  }
  override built() {
    const dialog = this.find<HTMLDialogElement>('dialog');
    this.find('button').addEventListener('click', () => this.close());
    dialog.addEventListener('close', () => {
      sendToHost({ kind: 'overlay', isOpen: false });
      for (const name of ['hide', 'afterhide']) this.dispatchEvent(new Event(name));
    });
  }
  override sync() {
    this.find('h2').textContent = this.text('heading');
    this.find('dialog').setAttribute(
      'aria-label',
      this.text('accessibilitylabel') || this.text('heading'),
    );
  }
  get isOpen() {
    return this.find<HTMLDialogElement>('dialog').open;
  }
  open() {
    if (this.isOpen) return;
    // The frame grows over the whole page while the modal is open.
    sendToHost({ kind: 'overlay', isOpen: true });
    this.find<HTMLDialogElement>('dialog').showModal();
    for (const name of ['show', 'aftershow']) this.dispatchEvent(new Event(name));
  }
  close() {
    this.find<HTMLDialogElement>('dialog').close();
  }
}

/** Popovers, menus and tooltips unfold in place: a frame cannot reach over its edge. */
class Popover extends Openable {
  override css() {
    return (
      ':host{display:block}div{border:1px solid var(--border);border-radius:10px;' +
      'padding:12px;margin-top:6px;background:var(--surface)}'
    );
  }
  override shadow() {
    return '<div hidden><slot></slot></div>';
  }
  get isOpen() {
    return !this.find('div').hidden;
  }
  open() {
    this.find('div').hidden = false;
    for (const name of ['show', 'aftershow']) this.dispatchEvent(new Event(name));
  }
  close() {
    this.find('div').hidden = true;
    for (const name of ['hide', 'afterhide']) this.dispatchEvent(new Event(name));
  }
}

class ClipboardItem extends SurfaceElement {
  static override attributes = ['text'];
  override css() {
    return ':host{display:none}';
  }
  override shadow() {
    return '';
  }
  command() {
    sendToHost({ kind: 'copy', text: this.text('text') });
    this.dispatchEvent(new Event('copy'));
  }
}

/** Defines them. */
export function defineActions(): void {
  define('button', Button);
  define('press-button', class extends Button {});
  define('clickable-chip', class extends Button {});
  define('link', Link);
  define('clickable', Clickable);
  define('modal', Modal);
  define('sheet', class extends Modal {});
  for (const name of ['popover', 'menu', 'tooltip']) define(name, class extends Popover {});
  define('clipboard-item', ClipboardItem);
  simple(['customer-account-action'], {
    attributes: ['heading'],
    shadow:
      '<h2></h2><slot></slot><div><slot name="secondary-actions"></slot><slot ' +
      'name="primary-action"></slot></div>',
    css:
      ':host{display:block}div{display:flex;gap:8px;justify-content:flex-end;' +
      'margin-top:14px}h2{font-size:1.1rem;margin:0 0 12px}',
    sync: (element) => {
      element.find('h2').textContent = element.text('heading');
    },
  });
  simple(['details'], {
    attributes: ['open', 'defaultopen'],
    shadow: '<details><summary><slot name="summary-slot"></slot></summary><slot></slot></details>',
    css:
      ':host{display:block}summary{cursor:pointer;min-height:32px}details>' +
      'slot{display:block;margin-top:8px}',
    built: (element) => {
      // The summary is a child of its own name, not of a slot.
      for (const summary of element.querySelectorAll(':scope > s-summary'))
        summary.slot = 'summary-slot';
      const details = element.find<HTMLDetailsElement>('details');
      details.open = element.is('open') || element.is('defaultopen');
      details.addEventListener('toggle', () => element.dispatchEvent(new Event('aftertoggle')));
    },
    sync: (element) => {
      if (element.hasAttribute('open'))
        element.find<HTMLDetailsElement>('details').open = element.is('open');
    },
  });
  simple(['summary'], { css: ':host{display:inline;font-weight:600}' });
}
