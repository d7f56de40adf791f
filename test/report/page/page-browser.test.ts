/** The report page in a real browser: of real runs, in both themes, on a wide screen and on a phone, by keyboard, and with hostile texts. */

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { renderBenchPage } from '../../../src/report/page/page.ts';
import { BenchProcess, killBenches, simulate, TRACED, type Ended } from '../../support/bench-process.ts';
import { launchChromium, openWatched } from '../../support/chromium.ts';
import { needs } from '../../support/needs.ts';
import { HOSTILE, hostileReport } from './page-samples.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PHONE = { width: 360, height: 740 };
const WIDE = { width: 1280, height: 900 };
/** On both sides of the width at which the narrow drawings take the place of the wide ones. */
const MEDIUM = [800, 975];
const LEAST_FONT_PX = 10.5;

/** Enough to say how likely a read is stale. */
const READS = ['--rate', '300'];

/** Pages of real runs, and how each is made. */
const REAL: readonly { readonly name: string; readonly run: (out: string) => Promise<Ended> }[] = [
  {
    name: 'a bench',
    run: (out) =>
      new BenchProcess(['--nodes', '3', '--duration', '1500ms', ...READS, '--out', out], TRACED).ended,
  },
  {
    name: 'a simulation',
    run: (out) =>
      simulate(
        '--nodes',
        '12',
        '--duration',
        '1500ms',
        ...READS,
        '--strategy',
        'rumor-mongering',
        '--out',
        out,
      ),
  },
  {
    name: 'a comparison of strategies',
    run: (out) =>
      simulate(
        '--nodes',
        '5',
        '--duration',
        '1s',
        ...READS,
        '--sweep',
        'strategy=direct-mail,plumtree,relay',
        '--out',
        out,
      ),
  },
];

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** What axe finds wrong, in one line each. @param rules undefined: all that it has */
async function violations(page: Page, rules?: readonly string[]): Promise<string[]> {
  await page.evaluate(`globalThis.axe ?? (() => { ${AXE} })()`);
  const options = JSON.stringify({ resultTypes: ['violations'], ...(rules && { runOnly: rules }) });
  // What it finds right is far more, and would all come over the wire.
  const found = await page.evaluate<Violation[]>(`axe.run(${options}).then(({ violations }) => violations)`);
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`);
}

describe('the report page in chromium', function () {
  this.timeout(120_000);
  let browser: Browser;
  let directory: string;
  const pages = new Map<string, string>();

  before(async function () {
    needs(this, 'chromium');
    directory = mkdtempSync(join(tmpdir(), 'page-'));
    for (const [index, { name, run }] of REAL.entries()) {
      const out = join(directory, `${index}`);
      const { code, stdout, stderr } = await run(out);
      assert.equal(code, 0, stdout + stderr);
      assert.match(stderr, new RegExp(`the report: ${out}/report\\.html`));
      pages.set(name, pathToFileURL(join(out, 'report.html')).href);
    }
    browser = await launchChromium();
  });
  after(async () => {
    killBenches();
    await (browser as Browser | undefined)?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  for (const { name } of REAL) {
    describe(`of ${name}`, () => {
      let page: Page;
      let complaints: readonly string[];
      before(async () => ({ page, complaints } = await openWatched(browser, pages.get(name) ?? '')));
      after(() => (page as Page | undefined)?.context().close());

      const unfold = (isOpen: boolean): Promise<unknown> =>
        page.evaluate(`document.querySelectorAll('details').forEach((one) => { one.open = ${isOpen}; })`);

      for (const width of MEDIUM) {
        it(`can be read in a window of ${width} pixels: no text of a chart is too small`, async () => {
          await page.setViewportSize({ width, height: 900 });
          const sizes = await page.evaluate<number[]>(`[...document.querySelectorAll('svg text')]
            .filter((one) => one.checkVisibility())
            .map((one) => parseFloat(getComputedStyle(one).fontSize) * one.getScreenCTM().a)`);
          assert.ok(sizes.length > 50, `${sizes.length} texts`);
          assert.ok(Math.min(...sizes) >= LEAST_FONT_PX, `${Math.min(...sizes)} px`);
          assert.equal(await page.evaluate('document.documentElement.scrollWidth'), width);
        });
      }

      for (const colorScheme of ['light', 'dark'] as const) {
        it(`shows every section filled in the ${colorScheme} theme, accessible, without a request`, async () => {
          await page.setViewportSize(WIDE);
          await page.emulateMedia({ colorScheme });
          // On a busy machine nodes may read a write after they accepted later ones: of that one the page says that its way is not known.
          const empty = await page.evaluate<string[]>(`[...document.querySelectorAll('main > section')]
            .filter((one) => !one.querySelector('svg path, table tbody tr, pre') || one.querySelector('.none:not(.write *)')).map((one) => one.id)`);
          assert.deepEqual(empty, []);
          const ground = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
          assert.equal(ground, colorScheme === 'dark' ? 'rgb(20, 23, 28)' : 'rgb(255, 255, 255)');
          await unfold(true);
          const rules = colorScheme === 'dark' ? ['color-contrast'] : undefined;
          assert.deepEqual(await violations(page, rules), []);
          assert.deepEqual(complaints, []);
        });
      }

      it('fits on a phone: no sideways scrolling, whatever is unfolded', async () => {
        await page.setViewportSize(PHONE);
        for (const isOpen of [false, true]) {
          await unfold(isOpen);
          assert.equal(await page.evaluate('document.documentElement.scrollWidth'), PHONE.width);
        }
        const shown =
          "[...document.querySelectorAll('figure .narrow svg')].every((one) => one.clientWidth > 300)";
        assert.equal(await page.evaluate(shown), true);
        assert.deepEqual(await violations(page, ['target-size', 'scrollable-region-focusable']), []);
        assert.deepEqual(complaints, []);
      });
    });
  }

  it('works by keyboard: skip link, theme, sections, tables, traces', async () => {
    const url = pages.get('a bench') ?? '';
    const { page, complaints } = await openWatched(browser, url, { colorScheme: 'light', viewport: WIDE });
    const focused = (): Promise<string> =>
      page.evaluate(
        'document.activeElement.id || document.activeElement.className || document.activeElement.tagName',
      );
    await page.keyboard.press('Tab');
    assert.equal(await focused(), 'skip');
    await page.keyboard.press('Tab');
    assert.equal(await focused(), 'theme');
    const outline = await page.evaluate('getComputedStyle(document.activeElement).outlineStyle');
    assert.equal(outline, 'solid');
    const ground = (): Promise<string> => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const seen: string[] = [];
    for (let press = 0; press < 3; press++) {
      await page.keyboard.press('Enter');
      seen.push(`${await page.locator('#theme').innerText()}: ${await ground()}`);
    }
    assert.deepEqual(seen, [
      'Theme: light: rgb(255, 255, 255)',
      'Theme: dark: rgb(20, 23, 28)',
      'Theme: system: rgb(255, 255, 255)',
    ]);
    const details = page.locator('#distribution-chart details');
    await details.locator('summary').focus();
    await page.keyboard.press('Enter');
    assert.ok(await details.locator('table').isVisible());
    await page.keyboard.press('Tab');
    assert.equal(await focused(), 'scroll');
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  it('copies a trace id, or selects it', async () => {
    const { page } = await openWatched(browser, pages.get('a bench') ?? '', { viewport: WIDE });
    const copy = page.locator('#slowest button.copy').first();
    const id = await page.locator('#slowest code[id]').first().innerText();
    assert.match(id, /^[0-9a-f]{32}$/);
    await copy.click();
    await page.waitForFunction("document.getElementById('status').textContent !== ''");
    assert.equal(await page.evaluate('getSelection().toString()'), id);
    await page.context().close();
  });

  it('is proof against hostile texts', async () => {
    const path = join(directory, 'hostile.html');
    writeFileSync(path, renderBenchPage(hostileReport(), HOSTILE));
    const { page, complaints } = await openWatched(browser, pathToFileURL(path).href, { viewport: PHONE });
    const injected =
      "document.querySelectorAll('img, script:not(:last-of-type), [onload], [onerror]').length";
    assert.equal(await page.evaluate(injected), 0);
    assert.equal(
      await page.evaluate("document.getElementById('command').textContent"),
      HOSTILE.replace('\0', '\ufffd'),
    );
    assert.equal(await page.evaluate('document.documentElement.scrollWidth'), PHONE.width);
    assert.deepEqual(complaints, []);
    await page.context().close();
  });
});
