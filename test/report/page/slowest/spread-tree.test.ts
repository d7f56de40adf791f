/** The drawn tree of a slow write, in chromium: no name on another name or on a line, on a wide screen and on a phone. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import type { Arrival, SlowWrite } from '../../../../src/report/schema/course-schema.ts';
import { renderBenchPage } from '../../../../src/report/page/page.ts';
import { launchChromium, openWatched } from '../../../support/chromium.ts';
import { needs } from '../../../support/needs.ts';
import { sampleReport, sampleRun } from '../../sample.ts';

function writeOf(parents: Readonly<Record<string, string | null>>): SlowWrite {
  const arrivals = Object.entries(parents).map(([node, from], index): Arrival => ({
    ...{ node, from, hops: 1, sentAtMs: 10.2 * index, appliedAtMs: 10.2 * index + 22 },
  }));
  return {
    ...{ key: 'k1', origin: 'n1', acceptedAtMs: 0, convergenceMs: 1_000, traceId: null },
    ...{ arrivals, laterVersions: [{ node: 'n9', atMs: 1_000 }], arrivalsOmitted: 0 },
  };
}

const CHAIN = Object.fromEntries(Array.from({ length: 30 }, (_, hop) => [`n${hop + 2}`, `n${hop + 1}`]));
/** Inner nodes between leaves, at every depth; one came from nobody knows where, names of any length. */
const BUSHY = {
  ...{ n2: 'n1', n3: 'n1', n4: 'n1', n5: 'n3', n6: 'n3', n7: 'n5', n8: 'n5' },
  ...{ n10: 'n4', 'a-replica-with-a-very-long-name': 'n10', n11: 'n10', n12: null, n13: 'n12', n14: 'gone' },
};

/** In the browser: what of a drawing overlaps. */
const OVERLAPS = `[...document.querySelectorAll('.trace [role=img] svg')].filter((svg) => svg.clientWidth > 0).flatMap((svg) => {
  const texts = [...svg.querySelectorAll('text')].map((one) => ({ text: one.textContent, box: one.getBoundingClientRect() }));
  const found = texts.flatMap((a, index) => texts.slice(index + 1)
    .filter(({ box: b }) => a.box.left < b.right && b.left < a.box.right && a.box.top < b.bottom && b.top < a.box.bottom)
    .map((b) => a.text + ' meets ' + b.text));
  if (texts.length < 5) found.push('only ' + texts.length + ' names');
  for (const path of svg.querySelectorAll('path, polyline')) {
    if (path.getTotalLength() === 0) continue;
    const matrix = path.getScreenCTM();
    for (let at = 0; at <= path.getTotalLength(); at += 2) {
      const { x, y } = path.getPointAtLength(at).matrixTransform(matrix);
      for (const { text, box } of texts)
        if (x > box.left && x < box.right && y > box.top && y < box.bottom) found.push('a line through ' + text);
    }
  }
  const end = document.documentElement.clientWidth;
  return [...found, ...texts.filter(({ box }) => box.right > end).map(({ text }) => text + ' leaves the page')];
})`;

describe('the drawn tree of a write', function () {
  this.timeout(60_000);
  let browser: Browser;
  let directory: string;

  before(async function () {
    needs(this, 'chromium');
    directory = mkdtempSync(join(tmpdir(), 'page-tree-'));
    browser = await launchChromium();
  });
  after(async () => {
    await (browser as Browser | undefined)?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  for (const width of [360, 1200]) {
    it(`has no name on another or on a line, ${width} pixels wide`, async () => {
      const slowestWrites = [writeOf(BUSHY), writeOf(CHAIN)];
      const path = join(directory, `${width}.html`);
      writeFileSync(
        path,
        renderBenchPage(sampleReport([{ ...sampleRun('normal', 1), slowestWrites }]), 'again'),
      );
      const viewport = { width, height: 900 };
      const { page, complaints } = await openWatched(browser, pathToFileURL(path).href, { viewport });
      await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
      const shown =
        "[...document.querySelectorAll('.trace svg')].filter((svg) => svg.clientWidth > 0).length";
      assert.equal(await page.evaluate(shown), 2);
      assert.deepEqual(await page.evaluate(OVERLAPS), []);
      assert.deepEqual(complaints, []);
      await page.context().close();
    });
  }
});
