/** Debian's chromium for tests of the report page, watched: what the page logs, and whatever it asks the network for. */

import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { CHROMIUM } from './needs.ts';

export function launchChromium(): Promise<Browser> {
  // Containers seldom allow the sandbox, and have little shared memory. Threads that compile and collect ahead take a quarter more of a
  // processor, which other tests wait for.
  const args = ['--no-sandbox', '--disable-dev-shm-usage', '--js-flags=--single-threaded'];
  return chromium.launch({ executablePath: CHROMIUM, args });
}

export interface WatchedPage {
  readonly page: Page;
  /** Errors and warnings on the console, exceptions, and requests beside the one for the file itself. */
  readonly complaints: readonly string[];
}

/** @param url file://… */
export async function openWatched(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`exception: ${String(error)}`));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await context.route('**/*', async (route) => {
    if (route.request().url() === url) return route.continue();
    complaints.push(`request: ${route.request().url()}`);
    return route.abort();
  });
  await page.goto(url);
  return { page, complaints };
}
