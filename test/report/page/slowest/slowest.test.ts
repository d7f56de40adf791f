/** The slowest writes on the page: what is said of replicas that took in a later version, and of applications after the delivery. */

import assert from 'node:assert/strict';
import type { SlowWrite } from '../../../../src/report/schema/course-schema.ts';
import { renderBenchPage } from '../../../../src/report/page/page.ts';
import { sampleReport, sampleRun } from '../../sample.ts';

/** The first waterfall of a page with this write, and what follows it, as text. */
function shown(changes: Partial<SlowWrite>): string {
  const run = sampleRun('normal', 1);
  const slowestWrites = run.slowestWrites.map((write) => ({ ...write, ...changes }));
  const page = renderBenchPage(sampleReport([{ ...run, slowestWrites }]), 'again');
  const start = page.indexOf('<div class="waterfall">');
  assert.ok(start >= 0, 'the page has a waterfall');
  return page
    .slice(start, page.indexOf('</details>', start))
    .replace(/<[^>]+>/g, ' ')
    .replace(/[\s\u00a0]+/g, ' ');
}

const laterVersions = [{ node: 'n3', atMs: 60 }];
const [arrival] = sampleRun('normal', 1).slowestWrites[0]?.arrivals ?? [];
assert.ok(arrival !== undefined);

describe('a slow write on the page', () => {
  it('lists the replica that took in a later version with its time, and leaves it out of the tree', () => {
    const text = shown({ arrivals: [arrival], laterVersions });
    assert.match(text, / n2 n1 1 ms 21 ms 1 n3 later version 60 ms Times since/);
    assert.match(text, /A ring: the replica took in a later version of the key\. The tree/);
    assert.match(text, /The tree along which it spread n1 · origin n2 · 21 ms n1 · origin n2 · 21 ms $/);
  });

  it('says of later versions nothing where there are none', () => {
    assert.doesNotMatch(shown({}), /later/);
  });

  it('draws no tree where there is none, and says why', () => {
    const others = [{ node: 'n2', atMs: 9 }, ...laterVersions];
    assert.match(
      shown({ arrivals: [], laterVersions: others }),
      / n2 later version 9 ms n3 later version 60 ms .* None: every other replica took in a later version of the key\. $/,
    );
    assert.match(
      shown({ arrivals: [], laterVersions }),
      /None: the report lists no arrival of this version\. $/,
    );
  });

  it('draws the latest of both kinds, and counts the others', () => {
    const many = Array.from({ length: 40 }, (_, index) => ({ node: `m${index}`, atMs: 100 + index }));
    const text = shown({ laterVersions: many });
    assert.match(
      text,
      /and 2 more m10 later version 110 ms m11 .* m39 later version 139 ms and 10 more Times/,
    );
  });

  it('says that a replica applies what the wire delivered a little later', () => {
    const late = /The wire shows the delivery; a replica applies it a little later\./;
    assert.match(shown({ convergenceMs: 59 }), late);
    assert.doesNotMatch(shown({ convergenceMs: 60 }), late);
  });
});
