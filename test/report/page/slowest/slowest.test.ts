/** The slowest writes on the page: what is said of replicas that took in a later version, and of applications after the delivery. */

import assert from 'node:assert/strict';
import type { SlowWrite } from '../../../../src/report/schema/course-schema.ts';
import { renderBenchPage } from '../../../../src/report/page/page.ts';
import { one, parsePage, rowsOf, wordsOf } from '../read-page.ts';
import { sampleReport, sampleRun } from '../../sample.ts';

interface Shown {
  /** Replica, from, left after, arrived after, hops: of each row of the waterfall below the origin. */
  readonly rows: readonly string[][];
  readonly text: string;
}

/** What the page shows of a slow write. */
function shown(changes: Partial<SlowWrite>): Shown {
  const run = sampleRun('normal', 1);
  const slowestWrites = run.slowestWrites.map((write) => ({ ...write, ...changes }));
  const page = parsePage(renderBenchPage(sampleReport([{ ...run, slowestWrites }]), 'again'));
  const write = one(page, '#slowest details.write');
  const rows = rowsOf(write, 'Waterfall').map(([replica = '', , ...cells]) => [replica, ...cells]);
  assert.deepEqual(rows.shift(), ['n1', 'origin', '0 ms', '0 ms', '0']);
  return { rows, text: wordsOf(write) };
}

const laterVersions = [{ node: 'n3', atMs: 60 }];
const [arrival] = sampleRun('normal', 1).slowestWrites[0]?.arrivals ?? [];
assert.ok(arrival !== undefined);
const ARRIVED_AT_N2 = ['n2', 'n1', '1 ms', '21 ms', '1'];
const LATER_AT_N3 = ['n3', 'later version', '', '60 ms', ''];

describe('a slow write on the page', () => {
  it('lists the replica that took in a later version with its time, and leaves it out of the tree', () => {
    const { rows, text } = shown({ arrivals: [arrival], laterVersions });
    assert.deepEqual(rows, [ARRIVED_AT_N2, LATER_AT_N3]);
    assert.match(text, /A ring: the replica took in a later version of the key\./);
    // Drawn twice: for wide screens and for narrow ones.
    assert.match(text, /The tree along which it spread n1 · origin n2 · 21 ms n1 · origin n2 · 21 ms$/);
  });

  it('says of later versions nothing where there are none', () => {
    assert.doesNotMatch(shown({}).text, /later/);
  });

  it('draws no tree where there is none, and says why', () => {
    const everywhere = shown({ arrivals: [], laterVersions: [{ node: 'n2', atMs: 9 }, ...laterVersions] });
    assert.deepEqual(everywhere.rows, [['n2', 'later version', '', '9 ms', ''], LATER_AT_N3]);
    assert.match(everywhere.text, /None: every other replica took in a later version of the key\.$/);
    const { text } = shown({ arrivals: [], laterVersions });
    assert.match(text, /None: the report lists no arrival of this version\.$/);
  });

  it('draws the latest of both kinds, and counts the others', () => {
    const many = Array.from({ length: 40 }, (_, index) => ({ node: `m${index}`, atMs: 100 + index }));
    const { rows } = shown({ laterVersions: many });
    const later = rows.filter(([, from]) => from === 'later version').map(([replica]) => replica);
    assert.deepEqual(
      later,
      many.slice(10).map(({ node }) => node),
    );
    assert.deepEqual(
      rows.map(([replica = '']) => replica).filter((replica) => replica.startsWith('and ')),
      ['and 2 more', 'and 10 more'],
    );
  });

  it('says that a replica applies what the wire delivered a little later', () => {
    const late = /The wire shows the delivery; a replica applies it a little later\./;
    assert.match(shown({ convergenceMs: 59 }).text, late);
    assert.doesNotMatch(shown({ convergenceMs: 60 }).text, late);
  });
});
