// What a page of the shop loads before anybody clicks: exact points beside products and carts, and
// the door to the panel.
import { cartOf, decimal, readCart, type ThemeCart, theme } from './cart.ts';
import { estimate, show } from './estimate.ts';
import { rateText, tellCart } from './rate.ts';

type Panel = typeof import('./panel.tsx');

/**
 * An Encore block. Liquid has painted it; this makes it live. The context lies in its data
 * attributes.
 */
abstract class Block extends HTMLElement {
  #asked = 0;
  #stop = new AbortController();

  protected abstract start(signal: AbortSignal): void;

  connectedCallback(): void {
    this.#stop = new AbortController();
    whenSeen(this, () => this.isConnected && this.start(this.#stop.signal));
  }

  disconnectedCallback(): void {
    this.#stop.abort();
  }

  /** Only the answer to the latest question is shown. */
  protected async latest<T>(answer: Promise<T>, use: (value: T) => void): Promise<void> {
    const turn = ++this.#asked;
    const value = await answer;
    if (turn === this.#asked && this.isConnected) use(value);
  }

  panel(): Promise<Panel> {
    return import(this.dataset.panel!);
  }
}

/** Points of the chosen variant and quantity. */
class Earn extends Block {
  protected start(signal: AbortSignal): void {
    this.refresh();
    const soon = debounced(() => this.refresh());
    for (const name of ['change', 'input']) document.addEventListener(name, soon, { signal });
    // Themes set the hidden variant field by script, which fires no event.
    const observer = new MutationObserver(soon);
    const form = this.form();
    if (form) {
      observer.observe(form, { subtree: true, attributes: true, attributeFilter: ['value'] });
    }
    signal.addEventListener('abort', () => observer.disconnect());
  }

  private form(): HTMLFormElement | null {
    const selector = 'form[action*="/cart/add"]:has([name=id])';
    const near = this.closest('.shopify-section, section');
    return near?.querySelector<HTMLFormElement>(selector) ?? document.querySelector(selector);
  }

  private refresh(): void {
    const fields = this.form()?.elements;
    const field = (name: string) => (fields?.namedItem(name) as { value?: string } | null)?.value;
    const variantId = field('id') || this.dataset.variant || '';
    const quantity = Math.max(1, Math.trunc(Number(field('quantity'))) || 1);
    const plan = field('selling_plan') || '';
    const prices = JSON.parse(this.querySelector('script')?.textContent || '{}');
    const price: number | undefined = prices[plan ? `${variantId}:${plan}` : variantId];
    if (price === undefined) {
      show(this, null);
      return;
    }
    const line = {
      productId: this.dataset.product!,
      variantId,
      quantity,
      amount: decimal(price * quantity),
      isGiftCard: this.dataset.giftCard === 'true',
      isSubscription: plan !== '',
    };
    const { currency, country } = theme();
    const cart = {
      lines: [line],
      currency: this.dataset.currency!,
      currencyRate: currency?.rate,
      country,
    };
    this.latest(estimate(cart, this.dataset.customer!), (answer) => show(this, answer?.points));
  }
}

/** Points of the cart, also after a theme changed it without a new page. */
class CartEarn extends Block {
  protected start(signal: AbortSignal): void {
    const first = this.querySelector('script')?.textContent;
    this.refresh(Promise.resolve(first ? JSON.parse(first) : { items: [] }));
    const again = debounced(() => this.refresh(readCart()));
    whenRequested(/\/cart\/(add|change|update|clear)/, again, signal);
  }

  private refresh(reading: Promise<ThemeCart>): void {
    const answer = reading.then(
      (cart) =>
        cart.items.length > 0 ? estimate(cartOf(cart), this.dataset.customer!) : { points: 0 },
      () => null,
    );
    this.latest(answer, (value) => show(this, value?.points));
  }
}

/** The full rewards page: the panel's code, mounted in place once it is seen. */
class Page extends Block {
  protected start(): void {
    this.panel().then((panel) => panel.mount(this), silent);
  }
}

/** What a friend sees who followed a link; the block is hidden from everybody else. */
class Landing extends Block {
  protected start(): void {
    const code = referral();
    if (code) this.panel().then((panel) => panel.land(this, code), silent);
  }
}

/**
 * The app embed. A friend's link opens the panel by itself, unless the page has a place of its own
 * for it.
 */
class Launcher extends Block {
  protected start(signal: AbortSignal): void {
    this.tellRate(signal);
    const code = referral();
    if (code && !this.dataset.customer && !document.querySelector('encore-referral')) {
      this.panel().then((panel) => panel.open(this, { referral: code }), silent);
    }
  }

  /** Buyers in another currency than the shop's: the cart takes the rate along to checkout. */
  private tellRate(signal: AbortSignal): void {
    const { shopCurrency, rate, items } = this.dataset;
    const text = rateText(shopCurrency);
    if (!text) return;
    if (Number(items) > 0 && rate !== text) tellCart(text);
    // An empty cart cannot carry it yet.
    else if (rate !== text) whenRequested(/\/cart\/add/, () => tellCart(text), signal);
  }
}

/** The code of a friend's link; the panel offers its gift until it was taken. */
function referral(): string | null {
  const code = new URLSearchParams(location.search).get('referral');
  try {
    if (code) localStorage.setItem('encore:referral', code);
  } catch {
    // Private windows may forbid storage; the offer on this page still works.
  }
  return code;
}

// The shop's page owes nothing to the panel: if its code does not come, the click does nothing.
const silent = () => {};

function whenSeen(element: Element, act: () => void): void {
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      // Safari has no idle callback, and a page that never rests is not waited for.
      if ('requestIdleCallback' in window) requestIdleCallback(act, { timeout: 2000 });
      else setTimeout(act);
    },
    // A screen ahead, so that the figure is there when the shopper is.
    { rootMargin: '100% 0px' },
  );
  observer.observe(element);
}

/** No theme tells others when its cart changed, but the browser lists the requests that did it. */
function whenRequested(url: RegExp, act: () => void, signal: AbortSignal): void {
  const observer = new PerformanceObserver((list) => {
    if (list.getEntries().some(({ name }) => url.test(name))) act();
  });
  observer.observe({ type: 'resource' });
  signal.addEventListener('abort', () => observer.disconnect());
}

function debounced(act: () => void): () => void {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = window.setTimeout(act, 120);
  };
}

function openFrom(event: Event): void {
  const button = (event.target as Element).closest?.('[data-encore-open]');
  const block = button?.closest<Block>('[data-panel]');
  if (!button || !block) return;
  event.preventDefault();
  button.setAttribute('aria-busy', 'true');
  block
    .panel()
    .then((panel) => panel.open(block, { forCart: button.hasAttribute('data-for-cart') }), silent)
    .finally(() => button.removeAttribute('aria-busy'));
}

const elements: Record<string, CustomElementConstructor> = {
  'encore-earn': Earn,
  'encore-cart': CartEarn,
  'encore-page': Page,
  'encore-referral': Landing,
  'encore-launcher': Launcher,
};
// Several blocks name this script; it may run more than once on a page.
if (!customElements.get('encore-earn')) {
  for (const [name, element] of Object.entries(elements)) customElements.define(name, element);
  document.addEventListener('click', openFrom);
}
