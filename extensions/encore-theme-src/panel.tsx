// The panel behind the launcher, the rewards page and the place a friend lands on. Loaded on the
// first click or view.
import { render, type TargetedMouseEvent } from 'preact';
import type { ReferralOffer, Wallet } from '../../app/shoppers/contract.ts';
import { type Say, speaker } from '../words/say.ts';
import { keptReferral, loadOffer, Offer } from './offer.tsx';
import css from './panel.css';
import { type Context, contextOf, loadTexts, loadWallet, Session, sayFor } from './session.ts';
import { WalletView } from './wallet-view.tsx';

type How = { forCart?: boolean; referral?: string };
type Loaded = { state: 'loading' } | { state: 'resting' } | { state: 'ready'; session: Session };
type View = {
  context: Context;
  how: How;
  say: Say | null;
  offer: ReferralOffer | null;
  loaded: Loaded;
  load(): void;
};

/**
 * Opens the panel as a modal dialog: the browser keeps the focus in it, closes it on Esc and gives
 * the focus back.
 */
export function open(source: HTMLElement, how: How = {}): void {
  const host = document.createElement('encore-panel');
  host.setAttribute('style', source.getAttribute('style') ?? '');
  host.dataset.side = source.dataset.side;
  const root = shadow(host);
  document.body.append(host);
  const close = () => {
    render(null, root);
    host.remove();
  };
  const context = contextOf(source);
  // Who closed the offer of the link that brought them here finds it again.
  const referral = how.referral ?? (context.isSignedIn ? undefined : keptReferral());
  follow(context, { ...how, referral }, (view) => {
    if (host.isConnected) render(<Dialog view={view} onClose={close} />, root);
  });
}

/** The full rewards page, in place of what Liquid painted. */
export function mount(element: HTMLElement): void {
  const place = element.querySelector<HTMLElement>('[data-encore-mount]') ?? element;
  follow(contextOf(element), {}, (view) => {
    // What Liquid painted stays until there is something better.
    if (view.loaded.state === 'loading') return;
    render(<Page view={view} />, shadow(place));
  });
}

/**
 * The admin's preview: what a shopper with this wallet would see, in the words that it carries.
 * Nothing is asked of the shop.
 */
export function preview(place: HTMLElement, wallet: Wallet): void {
  const { shop } = wallet;
  const context = { ...contextOf(place), locale: shop.locale };
  const say = speaker({ locale: shop.locale, translate: () => null, shop });
  const loaded: Loaded = { state: 'ready', session: new Session(context, wallet) };
  const view: View = { context, how: {}, say, offer: null, loaded, load() {} };
  render(<Page view={view} />, shadow(place));
}

/** What a friend sees who followed a link; nothing if the app cannot be reached. */
export function land(element: HTMLElement, code: string): void {
  const place = element.querySelector<HTMLElement>('[data-encore-mount]') ?? element;
  const context = contextOf(element);
  Promise.all([loadTexts(context), loadOffer(context, code)]).then(
    ([say, offer]) => render(<Offer {...{ say, offer, code, context }} />, shadow(place)),
    () => {},
  );
}

/** Themes style every button and heading they find; inside a shadow root they find none. */
function shadow(host: HTMLElement): ShadowRoot {
  if (host.shadowRoot) return host.shadowRoot;
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [sheet];
  return root;
}

/**
 * Loads texts and wallet side by side and paints after each step. A slow app shows its name and
 * what Liquid knew, a
 * dead one a calm sentence; never an error.
 */
function follow(context: Context, how: How, paint: (view: View) => void): void {
  const view: View = {
    context,
    how,
    say: null,
    offer: null,
    loaded: { state: 'loading' },
    load() {
      change({ loaded: { state: 'loading' } });
      begin();
    },
  };
  const change = (part: Partial<View>) => paint(Object.assign(view, part));
  const begin = async () => {
    const wallet = loadWallet(context).catch(() => null);
    try {
      change({ say: await loadTexts(context) });
      const found = await wallet;
      if (!found) throw new Error('no answer');
      const say = await sayFor(context, found);
      const session = new Session(context, found);
      await session.greet();
      change({ say, loaded: { state: 'ready', session } });
    } catch {
      change({ loaded: { state: 'resting' } });
    }
  };
  paint(view);
  begin();
  if (how.referral) {
    loadOffer(context, how.referral).then(
      (offer) => change({ offer }),
      () => {},
    );
  }
}

const showModal = (dialog: HTMLDialogElement | null) => {
  if (dialog && !dialog.open) dialog.showModal();
};

function Dialog({ view, onClose }: { view: View; onClose(): void }) {
  const { say, context, how, offer } = view;
  const closeOnBackdrop = (event: TargetedMouseEvent<HTMLDialogElement>) => {
    if (event.target === event.currentTarget) event.currentTarget.close();
  };
  return (
    // Esc does for the keyboard what a click beside the dialog does for the mouse.
    // biome-ignore lint/a11y/useKeyWithClickEvents: the browser closes a modal dialog on Esc
    <dialog
      ref={showModal}
      dir={directionOf(context.locale)}
      lang={context.locale}
      aria-label={say?.text('panel.title') || context.shopName}
      onClose={onClose}
      onClick={closeOnBackdrop}
    >
      <div class="frame">
        <div class="head">
          <h2>{say?.text('panel.title')}</h2>
          <form method="dialog">
            <button type="submit" class="close" aria-label={say?.text('panel.close') || '×'}>
              <span aria-hidden="true">×</span>
            </button>
          </form>
        </div>
        {/* Scrolled with the keyboard too, where nothing in it takes the focus. */}
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable */}
        <div class="body" tabIndex={0}>
          {say && offer && <Offer {...{ say, offer, context }} code={how.referral!} />}
          <Content view={view} />
        </div>
      </div>
    </dialog>
  );
}

const Page = ({ view }: { view: View }) => (
  <div class="page" dir={directionOf(view.context.locale)} lang={view.context.locale}>
    <Content view={view} />
  </div>
);

function Content({ view: { say, loaded, context, load, how } }: { view: View }) {
  if (!say) return <p class="quiet" aria-busy="true" />;
  if (loaded.state === 'ready') {
    return <WalletView say={say} session={loaded.session} forCart={!!how.forCart} />;
  }
  return (
    <section class="card" aria-live="polite" aria-busy={loaded.state === 'loading'}>
      {context.balance && <h3>{say.text('balance.title')}</h3>}
      {context.balance && <p class="figure">{context.balance}</p>}
      {loaded.state === 'loading' ? (
        <p class="quiet">{say.text('panel.loading')}</p>
      ) : (
        <>
          <p>{say.text('panel.resting')}</p>
          <button type="button" class="plain" onClick={load}>
            {say.text('panel.again')}
          </button>
        </>
      )}
    </section>
  );
}

const directionOf = (locale: string) => (locale === 'he' ? 'rtl' : 'ltr');
