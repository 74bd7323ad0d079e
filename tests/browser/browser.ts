// A real Chromium for tests and screenshots: an installed one first, else the one from the npm
// registry.
import { existsSync } from 'node:fs';
import chromiumPackage from '@sparticuz/chromium';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core';

/**
 * Shopify's library turns away clients that name themselves as scripts or as a headless browser.
 */
export const userAgent =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Safari/537.36';

const installed = [
  process.env.CHROME_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** What a page reported while it was open. Tests expect both lists to stay empty. */
export type Complaints = {
  /** Errors in the console and uncaught exceptions. */
  errors: string[];
  /** Requests without an answer, and answers from 500 on. */
  failures: string[];
};
export type WatchedPage = { page: Page; context: BrowserContext; complaints: Complaints };
export type OpenBrowser = {
  browser: Browser;
  /** A page in a context of its own: no cookie of another test is there. */
  newPage(options?: BrowserContextOptions): Promise<WatchedPage>;
  close(): Promise<void>;
};

/** Launches the browser, with further arguments of its command line if need be. */
export async function openBrowser(more: string[] = []): Promise<OpenBrowser> {
  const own = installed.find((file) => file && existsSync(file));
  const browser = await chromium.launch({
    executablePath: own ?? (await chromiumPackage.executablePath()),
    args: [
      ...(own ? ['--no-sandbox', '--disable-gpu'] : withoutSingleProcess(chromiumPackage.args)),
      ...more,
    ],
    headless: true,
  });
  return {
    browser,
    newPage: async (options = {}) => {
      const context = await browser.newContext({
        userAgent,
        viewport: { width: 1280, height: 900 },
        locale: 'en-US',
        ...options,
      });
      const page = await context.newPage();
      return { page, context, complaints: watch(page) };
    },
    close: () => browser.close(),
  };
}

/**
 * The package is made for servers without shared memory; one process for everything loses frames
 * and crashes with them.
 */
function withoutSingleProcess(args: string[]): string[] {
  return args.filter((arg) => arg !== '--single-process' && arg !== '--no-zygote');
}

/** Collects what goes wrong on a page, its frames included. */
function watch(page: Page): Complaints {
  const complaints: Complaints = { errors: [], failures: [] };
  page.on('console', (message) => {
    const { url } = message.location();
    if (message.type() === 'error') complaints.errors.push(`${message.text()} (${url})`);
  });
  page.on('pageerror', (error) => complaints.errors.push(error.message));
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? '';
    // A page that is left while it loads aborts its requests; nobody misses the answer.
    if (reason !== 'net::ERR_ABORTED') complaints.failures.push(`${request.url()}: ${reason}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 500)
      complaints.failures.push(`${response.url()}: ${response.status()}`);
  });
  return complaints;
}
