/** How long nodes stood in line for processors: what the system counts, taken apart by when it was looked at. */

import assert from 'node:assert/strict';
import type { CpuTime } from '../../src/bench/cluster/cpu-time.ts';
import { HeldUp, type HeldUpNodes } from '../../src/bench/held-up.ts';

function heldUp(times: Readonly<Record<string, readonly CpuTime[]>>): HeldUp {
  const left = new Map(Object.entries(times).map(([node, all]) => [node, [...all]]));
  const watch = new HeldUp({ names: Object.keys(times), cpuTimeOf: (node) => left.get(node)?.shift() });
  watch.stop();
  return watch;
}

function assertAccount(watch: HeldUp, expected: Pick<HeldUpNodes, 'nodesWaitMs' | 'longestMs'>): void {
  const { nodesWaitMs, longestMs } = watch.account();
  assert.deepEqual({ nodesWaitMs, longestMs }, expected);
}

const time = (waitedMs: number, turns: number): CpuTime => ({ ranMs: 0, waitedMs, turns });

describe('nodes that stand in line for a processor', () => {
  it('did so since they are watched, and no longer than all their waits together', () => {
    const watch = heldUp({ n1: [time(500, 10), time(560, 40)], n2: [time(900, 10), time(910, 110)] });
    assertAccount(watch, { nodesWaitMs: 2, longestMs: 60 });
  });

  it('begin anew when they are started again', () => {
    const watch = heldUp({ n1: [time(500, 100), time(40, 20)] });
    assertAccount(watch, { nodesWaitMs: 2, longestMs: 40 });
  });

  it('waited longest between two looks, and not in all', () => {
    const watch = heldUp({ n1: [time(0, 0), time(50, 30), time(80, 60)] });
    watch.account();
    assert.equal(watch.account().longestMs, 50);
  });

  it('say nothing where the system does not tell', () => {
    assertAccount(heldUp({ n1: [] }), { nodesWaitMs: undefined, longestMs: 0 });
  });
});
