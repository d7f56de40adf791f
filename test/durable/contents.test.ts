/** A replica that is made again out of its contents is the same, to the last date: what is written of it says so. */

import assert from 'node:assert/strict';
import { prng } from '../../src/base/prng.ts';
import { DEFAULT_GOSSIP } from '../../src/core/config.ts';
import type { Change } from '../../src/core/journal/change.ts';
import { contentsOf } from '../../src/core/journal/contents.ts';
import { replay } from '../../src/core/journal/replay.ts';
import { DurableLog } from '../../src/durable/log/durable-log.ts';
import { RecordReader, toRecord } from '../../src/durable/log/record.ts';
import { nodeNames } from '../../src/net/names.ts';
import { scenarioNamed } from '../../src/net/scenarios.ts';
import { DEFAULT_SIMULATION } from '../../src/simulate/settings.ts';
import { Simulation } from '../../src/simulate/simulation.ts';

const NODES = 3;

/** What each node of a simulated cluster recorded, up to some moment of the run. */
function recorded(seed: number, bounds: { keyHistory?: number; openWrites?: number }): Change[][] {
  const logs = new Map<DurableLog, Change[]>();
  // oxlint-disable-next-line typescript/unbound-method -- called with the right `this`
  const sound = DurableLog.prototype.record;
  DurableLog.prototype.record = function (this: DurableLog, changes, isTimed, atMs): void {
    const known = logs.get(this);
    if (known === undefined) logs.set(this, [...changes]);
    else known.push(...changes);
    sound.call(this, changes, isTimed, atMs);
  };
  try {
    const settings = {
      ...DEFAULT_SIMULATION,
      ...{ seed, bounds, nodes: NODES, ratePerSec: 200, durationMs: 2000, readRatio: 0.2, keys: 8 },
      ...{ lossRatio: 0.3, latencyMs: 50, dataRestarts: 1, faultMs: 1 },
      workload: seed % 2 === 0 ? ('kv' as const) : ('txn-rw-register' as const),
    };
    const scenario = scenarioNamed('partition');
    assert.ok(scenario !== undefined);
    const simulation = new Simulation(settings, scenario);
    // In the middle: much is open, and much has come out of order.
    const pieces = simulation.run(700 + 100 * seed);
    for (let i = 0; i < 3; i++) pieces.next();
  } finally {
    DurableLog.prototype.record = sound;
  }
  return [...logs.values()].filter(([first]) => first?.type === 'started');
}

function contents(changes: Iterable<Change>, index: number, bounds: object): Change[] {
  const names = nodeNames(NODES);
  const config = { ...DEFAULT_GOSSIP, node: names[index % NODES] ?? names[0], nodes: names, bounds };
  const out = { events: [], changes: undefined, gossip: () => undefined };
  const recalled = replay(changes, { ...config, incarnation: 0, rng: prng(1) } as never, out);
  assert.ok(recalled !== undefined);
  return [...contentsOf(recalled.state, recalled.rewritten)];
}

/** Dots that the log has. */
function logged(once: readonly Change[]): string[] {
  return once
    .flatMap((change) => (change.type === 'held' && change.isLogged ? [dotOf(change.entry)] : []))
    .sort();
}

/** Dots that came and that not all replicas are known to have: the log has room for all of them. */
function unstable(changes: readonly Change[], once: readonly Change[]): string[] {
  const stable = new Map<string, number>();
  for (const change of once) if (change.type === 'seen') stable.set(change.origin, change.stable);
  return changes
    .flatMap((change) => (change.type === 'entry' && change.isClaimed ? [change.entry] : []))
    .filter(({ origin, seq }) => seq > (stable.get(origin) ?? 0))
    .map(dotOf)
    .sort();
}

function dotOf({ origin, seq }: { readonly origin: string; readonly seq: number }): string {
  return `${origin} ${seq}`;
}

describe("a replica's contents", function () {
  this.timeout(60_000);

  for (const bounds of [{}, { keyHistory: 3, openWrites: 2 }])
    it(`make it again, through the disk, ${Object.keys(bounds).length > 0 ? 'at its bounds' : 'whole'}`, () => {
      let held = 0;
      for (let seed = 1; seed <= 4; seed++) {
        recorded(seed, bounds).forEach((changes, index) => {
          // One that goes on with the life of another process has no beginning of its own.
          if (changes[1]?.type !== 'life') return;
          const once = contents(changes, index, bounds);
          const reader = new RecordReader();
          const read = once.map((change) => {
            const record = JSON.parse(JSON.stringify(toRecord(change))) as unknown[];
            return reader.fromRecord(record) as Change;
          });
          assert.deepEqual(read, once);
          if (Object.keys(bounds).length === 0) assert.deepEqual(logged(once), unstable(changes, once));
          assert.deepEqual(contents(read, index, bounds), once);
          held += once.filter(({ type }) => type === 'held').length;
        });
      }
      assert.ok(held > 200, `${held} entries`);
    });
});
