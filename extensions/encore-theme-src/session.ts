// One shopper's wallet while the panel or the rewards page is open: loaded, acted on, and told to
// the page around it.
import type {
  BirthdayAnswer,
  CancelAnswer,
  EarnAnswer,
  HeldCode,
  JoinAnswer,
  RedeemAnswer,
  RewardInReach,
  ToldAnswer,
  Wallet,
} from '../../app/shoppers/contract.ts';
import { askOnce } from '../ui-parts/wish.ts';
import { openWay } from '../words/describe.ts';
import { fill, type Say, speaker, type Translate } from '../words/say.ts';
import { cartOf, readCart, theme } from './cart.ts';
import { ask, askNonced, type Nonces } from './door.ts';

/** What Liquid knew when it painted the page. */
export type Context = {
  locale: string;
  /** Address of the texts in this language. */
  texts: string;
  isSignedIn: boolean;
  /** What the metafields said, in words; null for guests. */
  balance: string | null;
  signInUrl: string;
  cartUrl: string;
  shopName: string;
};

export function contextOf(element: HTMLElement): Context {
  const { dataset } = element;
  return {
    locale: dataset.locale || 'en',
    texts: dataset.texts!,
    isSignedIn: !!dataset.customer,
    balance: dataset.balance || null,
    signInUrl: dataset.signIn || '/account/login',
    cartUrl: dataset.cart || '/cart',
    shopName: dataset.shop || '',
  };
}

type Texts = { [key: string]: string | Texts };

/**
 * Our own texts as a Translate: 'reward.redeem', and 'reward.valid' by the plural form of `count`.
 */
export function translator(texts: Texts, locale: string): Translate {
  const plural = new Intl.PluralRules(locale);
  return (key, values) => {
    let found: string | Texts | undefined = texts;
    for (const part of key.split('.')) {
      found = typeof found === 'object' ? found[part] : undefined;
    }
    if (typeof found === 'object') {
      found = found[plural.select(Number(values.count))] ?? found.other;
    }
    return typeof found === 'string' ? fill(found, values) : null;
  };
}

let textsOnce: Promise<Texts> | null = null;

export async function loadTexts(context: Context): Promise<Say> {
  textsOnce ??= fetch(context.texts).then((response) => response.json());
  const texts = await textsOnce.catch((error) => {
    textsOnce = null;
    throw error;
  });
  return speaker({ locale: context.locale, translate: translator(texts, context.locale) });
}

/** The speaker once the merchant's wording is known. */
export async function sayFor(context: Context, wallet: Wallet): Promise<Say> {
  const { active, rate } = theme().currency ?? {};
  return speaker({
    locale: context.locale,
    translate: translator(await textsOnce!, context.locale),
    shop: wallet.shop,
    buyer: active && rate ? { currency: active, rate: Number(rate) } : null,
  });
}

export const loadWallet = (context: Context) =>
  ask<Wallet>(`wallet?locale=${encodeURIComponent(context.locale)}`);

/** Everything that changes something. One at a time: each answer brings the nonce of the next. */
export class Session implements Nonces {
  wallet: Wallet;
  readonly context: Context;
  /** What happened while the panel was loading, in points: a visit that earned. */
  given = 0;

  constructor(context: Context, wallet: Wallet) {
    this.context = context;
    this.wallet = wallet;
  }

  get nonce(): string | null {
    return this.wallet.nonce;
  }

  set nonce(nonce: string | null) {
    this.wallet.nonce = nonce;
  }

  async freshNonce(): Promise<string | null> {
    return (await loadWallet(this.context)).nonce;
  }

  async refresh(): Promise<void> {
    this.wallet = await loadWallet(this.context);
    this.tellThePage();
  }

  async join(): Promise<JoinAnswer> {
    const answer = await this.post<JoinAnswer>('join', {});
    this.wallet = answer.wallet;
    this.tellThePage();
    return answer;
  }

  /** Earns what the shop gives for looking in, where it does. Never fails: it is not asked for. */
  async greet(): Promise<void> {
    const visit = openWay(this.wallet, 'visit');
    if (visit) this.given = await this.earn('earn', { id: visit.id }).catch(() => 0);
  }

  /** A social link followed, or a code entered. Gives the points it brought. */
  async earn(door: 'earn' | 'code', body: { id: string } | { code: string }): Promise<number> {
    const answer = await this.post<EarnAnswer>(door, body);
    this.wallet = answer.wallet;
    this.tellThePage();
    return answer.points;
  }

  /** The member has read which points went away. */
  async haveRead(id: string): Promise<void> {
    this.wallet = (await this.post<ToldAnswer>('told', { id })).wallet;
  }

  /** Tells the shop a birthday, 'MM-DD'. */
  async tellBirthday(birthday: string): Promise<void> {
    this.wallet = (await this.post<BirthdayAnswer>('birthday', { birthday })).wallet;
  }

  /**
   * Redeems, and waits until the code can be used. With `forCart` the cart is checked before points
   * are reserved.
   */
  redeem(reward: RewardInReach, steps: number, forCart: boolean): Promise<HeldCode> {
    return this.obtain(`${reward.id} ${steps}`, async (id) =>
      this.post<RedeemAnswer>('redeem', {
        id,
        rewardId: reward.id,
        ...(reward.steps && { steps }),
        ...(forCart && { cart: cartOf(await readCart()) }),
      }),
    );
  }

  async cancel(code: HeldCode): Promise<void> {
    this.hold(await this.post<CancelAnswer>('cancel', { id: code.id }));
    await this.lookAgain();
  }

  async replace(code: HeldCode): Promise<void> {
    await this.obtain(code.id, (newId) =>
      this.post<RedeemAnswer>('replace', { id: code.id, newId }),
    );
  }

  /** Gets a code and waits until it can be used. */
  private async obtain(
    wish: string,
    act: (id: string) => Promise<RedeemAnswer>,
  ): Promise<HeldCode> {
    try {
      const answer = await askOnce(wish, act);
      const code = await this.settled(answer.code);
      this.hold({ ...answer, code });
      return code;
    } finally {
      // After silence too: whether it was done is for the wallet to say.
      await this.lookAgain();
    }
  }

  /** What was answered is done, and shown, also when the wallet cannot be loaded. */
  private hold({ code, balance, spendable }: CancelAnswer): void {
    const { member } = this.wallet;
    if (!member) return;
    const codes = [code, ...member.codes.filter(({ id }) => id !== code.id)];
    this.wallet = { ...this.wallet, member: { ...member, balance, spendable, codes } };
  }

  private lookAgain = (): Promise<void> => this.refresh().catch(() => {});

  /** A personal discount is made by a job: asks again until it is there, for half a minute. */
  private async settled(code: HeldCode): Promise<HeldCode> {
    let now = code;
    for (let turn = 0; now.state === 'preparing' && turn < 12; turn++) {
      await new Promise((resolve) => setTimeout(resolve, 800 + turn * 300));
      const query = `redemption?id=${code.id}&locale=${encodeURIComponent(this.context.locale)}`;
      now = (await ask<RedeemAnswer>(query).catch(() => ({ code: now }))).code;
    }
    return now;
  }

  private post<T extends object>(path: string, body: object): Promise<T> {
    return askNonced<T>(path, { ...body, locale: this.context.locale }, this);
  }

  /** What Liquid printed from the metafield is now older than the wallet. */
  private tellThePage(): void {
    const balance = this.wallet.member?.balance;
    if (balance === undefined) return;
    sayFor(this.context, this.wallet).then((say) => {
      for (const place of document.querySelectorAll('[data-encore-balance]')) {
        place.textContent = say.points(balance);
      }
    });
  }
}
