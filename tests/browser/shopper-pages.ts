// A shopper's way through the local shop, for browser tests: signing in, carts, checkouts.
import { AxeBuilder } from '@axe-core/playwright';
import type { Frame, Page } from 'playwright-core';
import { vi } from 'vitest';
import type { Addresses } from '../setup/demo.ts';
import type { OpenBrowser } from './browser.ts';

const PRODUCT = '/products/kenya-nyeri';

export type Shopper = ReturnType<typeof shopperOn>;

/** What a shopper does on `page`. */
export function shopperOn(page: Page, demo: Addresses) {
  const at = (path: string) => new URL(path, demo.storefront).href;
  const open = async (path: string) => {
    await page.goto(at(path), { waitUntil: 'networkidle' });
  };
  return {
    open,
    at,
    /** A mail address that the shop does not know makes a new customer. */
    async signIn(email: string) {
      await open('/account/login');
      await page.locator('input[type=email]').first().fill(email);
      await page.locator('form[data-type=customer_login] button').click();
      await page.waitForLoadState('networkidle');
    },
    async openProduct(quantity: number) {
      await open(PRODUCT);
      await page.locator('[name=quantity]').fill(String(quantity));
    },
    async addToCart(quantity: number) {
      await this.openProduct(quantity);
      const button = 'form[action*="/cart/add"] button[type=submit]';
      await Promise.all([
        page.waitForResponse((response) => response.url().includes('/cart/add')),
        page.locator(button).first().click(),
      ]);
      await page.waitForLoadState('networkidle');
    },
    /** Goes on to the checkout; the frame is our extension's, once it shows something. */
    async checkOut(): Promise<Frame> {
      await open('/checkout');
      return frameOf(page, 'purchase.checkout.block.render');
    },
    /** Pays, and waits until the thank-you page knows the points of the order. */
    async pay(known: RegExp): Promise<string> {
      await page.getByRole('button', { name: 'Pay now' }).click();
      await page.waitForURL(/thank-you/);
      const frame = await frameOf(page, 'purchase.thank-you.block.render');
      const sentence = frame.getByText(known).first();
      await sentence.waitFor({ timeout: 60_000 });
      return sentence.innerText();
    },
    async openPanel() {
      // The button is there with the first paint, its script a moment later.
      await page.waitForFunction(() => customElements.get('encore-launcher'));
      await page.locator('.encore-launcher__button').click();
      await page.getByRole('dialog').waitFor();
    },
  };
}

/**
 * The frame of one of our extensions, once it shows a button or a sentence. Asked for anew each
 * time: the page may put another in its place meanwhile.
 */
export async function frameOf(page: Page, target: string): Promise<Frame> {
  const place = page.locator(`iframe[src*="${target}"]`).first();
  const shown = async () => {
    const frame = await (await place.elementHandle())?.contentFrame();
    const text = await frame?.evaluate(() => document.body?.innerText ?? '');
    if (!frame || !text?.trim()) throw new Error(`no frame of ${target} shows anything`);
    return frame;
  };
  return vi.waitFor(shown, { timeout: 30_000, interval: 100 });
}

/** The number in a sentence: 'You will earn 1,250 points' gives 1250. */
export const numberIn = (text: string): number =>
  Number(/\d[\d,]*/.exec(text)?.[0].replaceAll(',', '') ?? Number.NaN);

/** What axe finds on the page and in its frames: one line each. */
export async function violationsOf(page: Page): Promise<string[]> {
  // Half-way through an animation colours are mixed; without motion there is none to wait for.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const { violations } = await new AxeBuilder({ page }).analyze();
  await page.emulateMedia({ reducedMotion: null });
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(', ')}`,
  );
}

/** Starts the shop's programme as its merchant does, unless it runs already. */
export async function startProgramme(browser: OpenBrowser, demo: Addresses): Promise<void> {
  const { page, context } = await browser.newPage();
  await page.goto(`${demo.admin}/app/programme`);
  const app = page.frameLocator('iframe').first();
  const start = app.getByRole('button', { name: 'Start the programme' });
  const running = app.getByText('Running');
  await start.or(running).first().waitFor({ timeout: 60_000 });
  if (await start.isVisible()) {
    await start.click();
    await running.waitFor();
  }
  await context.close();
}

/** Adds up how much the layout of every later page moves; read it with `shiftOf`. */
export async function watchShift(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const sums = { shift: 0 };
    Object.assign(window, { encoreTest: sums });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & {
        value: number;
        hadRecentInput: boolean;
      })[]) {
        if (!entry.hadRecentInput) sums.shift += entry.value;
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
}

export const shiftOf = (page: Page): Promise<number> =>
  page.evaluate(() => (window as unknown as { encoreTest: { shift: number } }).encoreTest.shift);
