/** The space-time diagram in a real browser, with a million messages: zoomed, filtered, by keyboard, and opened from a failed check. */

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { packed } from '../../../../src/report/diagram/record.ts';
import { renderBenchPage } from '../../../../src/report/page/page.ts';
import { launchChromium, openWatched } from '../../../support/chromium.ts';
import { needs } from '../../../support/needs.ts';
import { waitFor } from '../../../support/wait-for.ts';
import { largeRecording } from '../../diagram/samples.ts';
import { sampleReport, sampleRun } from '../../sample.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const MESSAGES = 1_000_000;
const WIDE = { width: 1280, height: 1000 };
const PHONE = { width: 360, height: 740 };
const PROBLEM = '1 keys lost an acknowledged write, e.g. key "k7"';
/** Operations 5008 and 5058 write key k7, and are 0.05 s apart. */
const PROOF = [5008, 5058];

describe('the diagram in chromium', function () {
  this.timeout(120_000);
  let browser: Browser;
  let directory: string;
  let url: string;
  /** What shows the diagram: loading a million messages takes longer than any test. Each leaves it as it found it. */
  let page: Page;
  let complaints: readonly string[];

  before(async function () {
    needs(this, 'chromium');
    directory = mkdtempSync(join(tmpdir(), 'diagram-'));
    const run = { ...sampleRun('normal', 20), problems: [PROBLEM] };
    const diagram = packed(largeRecording(MESSAGES), { [PROBLEM]: PROOF });
    const file = join(directory, 'report.html');
    writeFileSync(file, renderBenchPage(sampleReport([run]), 'gossipscope bench', [diagram]));
    url = pathToFileURL(file).href;
    browser = await launchChromium();
    ({ page, complaints } = await openWatched(browser, url, { viewport: WIDE }));
    await page.locator('#diagram-title').scrollIntoViewIfNeeded();
    await page.waitForSelector('#diagram-viewer[data-state=ready]');
  });
  beforeEach(() => says(page, /1,000,000 messages and 250,000 operations match/));
  after(async () => {
    await (browser as Browser | undefined)?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  /** Waits for a condition: Playwright's own way to wait evaluates a text in the page, which its policy forbids. */
  async function holds(page: Page, condition: string): Promise<void> {
    await waitFor(condition, () => page.evaluate<boolean>(condition));
  }

  /** Waits until the line below the controls says so. */
  async function says(page: Page, what: RegExp): Promise<void> {
    await holds(page, `${String(what)}.test(document.getElementById('diagram-count').textContent)`);
  }

  const spanOf = async (page: Page): Promise<[number, number]> => [
    Number(await page.inputValue('#diagram-from')),
    Number(await page.inputValue('#diagram-to')),
  ];
  const details = (page: Page): Promise<string> => page.locator('#diagram-details').innerText();
  /** Of the pixels of the canvas, how many are not empty. */
  const inked = (page: Page): Promise<number> =>
    page.evaluate(`(() => {
      const canvas = document.getElementById('diagram-canvas');
      // Read from a copy: who reads a canvas again and again is warned on its console.
      const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
      copy.drawImage(canvas, 0, 0);
      const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
      return data.filter((value, i) => i % 4 === 3 && value > 0).length;
    })()`);

  it('shows a million messages, and draws no view with more strokes than can be told apart', async () => {
    assert.ok(statSync(new URL(url)).size < 20_000_000);
    await says(page, /More than can be told apart/);
    assert.ok((await inked(page)) > 5_000);
    const calls = await page.evaluate<number[]>(`(async () => {
      const frame = () => new Promise(requestAnimationFrame);
      const canvas = document.getElementById('diagram-canvas');
      let calls = 0;
      const prototype = CanvasRenderingContext2D.prototype;
      const own = Object.entries(Object.getOwnPropertyDescriptors(prototype)).filter(([, { value }]) => value instanceof Function);
      for (const [name, { value }] of own) prototype[name] = function (...all) { calls++; return value.apply(this, all); };
      const counts = [];
      for (let i = 0; i < 10; i++) {
        calls = 0;
        canvas.dispatchEvent(new KeyboardEvent('keydown', { key: i % 2 ? '-' : '+', cancelable: true }));
        await frame();
        await frame();
        counts.push(calls);
      }
      for (const [name, descriptor] of own) Object.defineProperty(prototype, name, descriptor);
      return counts;
    })()`);
    assert.ok(
      calls.every((count) => count > 100 && count < MESSAGES / 50),
      String(calls),
    );
    assert.deepEqual(complaints, []);
  });

  it('is zoomed and moved by keyboard, and tells of the event that is chosen', async () => {
    await page.locator('#diagram-canvas').focus();
    const [begin, end] = await spanOf(page);
    for (let press = 0; press < 12; press++) await page.keyboard.press('+');
    const shown =
      "document.getElementById('diagram-to').value - document.getElementById('diagram-from').value";
    await holds(page, `Math.abs((${shown}) / ${(end - begin) / 2 ** 12} - 1) < 0.01`);
    await holds(page, "!/More than/.test(document.getElementById('diagram-count').textContent)");
    const [from] = await spanOf(page);
    await page.keyboard.press('ArrowRight');
    await holds(page, `Number(document.getElementById('diagram-from').value) > ${from}`);
    await page.keyboard.press('ArrowDown');
    await holds(page, "document.getElementById('diagram-details').textContent !== ''");
    const first = await details(page);
    assert.match(first, /^\d+\.\d{4} s: (write \d+, c\d at n\d|mail, n\d → n\d)/);
    await page.keyboard.press('ArrowDown');
    const second = await details(page);
    assert.notEqual(second, first);
    await page.keyboard.press('ArrowUp');
    assert.equal(await details(page), first);
    await page.keyboard.press('0');
    await holds(page, `Number(document.getElementById('diagram-to').value) === ${end}`);
    assert.deepEqual(complaints, []);
  });

  it('is filtered by key, by type, and by what failed; the list says the same', async () => {
    await page.fill('#diagram-key', 'k7');
    await page.keyboard.press('Tab');
    await says(page, /20,000 messages and 5,000 operations match/);
    await page.selectOption('#diagram-type', 'write');
    await says(page, /0 messages and 5,000 operations match/);
    await page.click('#diagram-filter [type=reset]');
    await says(page, /1,000,000 messages/);
    await page.check('#diagram-failed');
    await says(page, /10,000 messages and 250 operations match/);
    assert.equal(
      await page.locator('#diagram-which').innerText(),
      '1 to 25 of the 10,250 events that begin in the part shown',
    );
    assert.equal(await page.locator('#diagram-rows tr.failed').count(), 25);
    const row = page.locator('#diagram-rows tr').first();
    assert.match(await row.innerText(), /mail\s+n4 → n3\s+lost: the network dropped it\s+k24/);
    await page.click('#diagram-later');
    await holds(page, "/^26 to 50/.test(document.getElementById('diagram-which').textContent)");
    await page.locator('#diagram-rows button').nth(3).focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#diagram-rows tr.selected:nth-child(5)');
    assert.equal(await page.evaluate("document.activeElement.getAttribute('aria-pressed')"), 'true');
    assert.match(await details(page), /lost: the network dropped it/);
    await page.click('#diagram-filter [type=reset]');
    assert.deepEqual(complaints, []);
  });

  it('opens from a failed check at the operations that prove it', async () => {
    const { page: other, complaints: own } = await openWatched(browser, url, { viewport: WIDE });
    await other.locator('.verdict a.proof-link').click();
    await says(
      other,
      /20,000 messages and 5,000 operations match.* Framed: the 2 operations that the failed check names/,
    );
    assert.equal(await other.inputValue('#diagram-key'), 'k7');
    const [from, to] = await spanOf(other);
    assert.ok(from < 5.007 && to > 5.0575 && to - from < 1, `${from} to ${to}`);
    assert.equal(await other.evaluate('document.activeElement.id'), 'diagram-canvas');
    assert.match(await details(other), /^5\.0070 s: write 5008, c2 at n2, answered after 0\.50 ms; key k7/);
    assert.equal(await other.locator('#diagram-rows tr.proof').count(), 2);
    assert.deepEqual(own, []);
    await other.context().close();
  });

  for (const [name, viewport, colorScheme] of [
    ['a wide window', WIDE, 'light'],
    ['the dark theme', WIDE, 'dark'],
    ['a phone', PHONE, 'light'],
  ] as const) {
    it(`is accessible in ${name}, and keeps within its width`, async () => {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      await page.locator('#diagram-title').scrollIntoViewIfNeeded();
      await page.evaluate(AXE);
      const found = await page.evaluate<string[]>(
        "axe.run('#diagram', { resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`))",
      );
      assert.deepEqual(found, []);
      assert.equal(await page.evaluate('document.documentElement.scrollWidth'), viewport.width);
      assert.ok((await inked(page)) > 1_000);
      assert.deepEqual(complaints, []);
    });
  }
});
