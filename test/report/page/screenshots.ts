/**
 * Takes the pictures of the report page for the README: `npm run build && npx tsx test/report/page/screenshots.ts`. They show a
 * simulation, so that the same code gives the same pictures.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { simulate } from '../../support/bench-process.ts';
import { launchChromium } from '../../support/chromium.ts';
import { missing } from '../../support/needs.ts';

const RUN = '--nodes 25 --latency 50ms --latency-dist lognormal --strategy plumtree --duration 10s';
const DOCS = join(import.meta.dirname, '../../../docs');
/** From the top to the end of the timelines. */
const SIZE = { width: 1180, height: 1500 };

const why = missing('chromium');
if (why !== undefined) throw new Error(why);
const directory = mkdtempSync(join(tmpdir(), 'screenshots-'));
const { code, stderr } = await simulate(...RUN.split(' '), '--out', directory);
if (code !== 0) throw new Error(stderr);
const browser = await launchChromium();
for (const colorScheme of ['light', 'dark'] as const) {
  const page = await browser.newPage({ colorScheme, viewport: SIZE });
  await page.goto(pathToFileURL(join(directory, 'report.html')).href);
  const end = await page.locator('#diagram').boundingBox();
  const clip = { x: 0, y: 0, width: SIZE.width, height: Math.round(end?.y ?? SIZE.height) };
  await page.screenshot({ path: join(DOCS, `report-${colorScheme}.png`), clip, fullPage: true });
}
await browser.close();
rmSync(directory, { recursive: true });
