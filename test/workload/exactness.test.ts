/** Every workload is measured exactly: convergence of its writes, staleness of its reads, also of those that read everything. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Prng } from '../../src/base/prng.ts';
import type { JsonText, Origin } from '../../src/protocol/names.ts';
import { elementKey } from '../../src/workload/services/element-set.ts';
import { totalKey } from '../../src/workload/services/counter.ts';
import type { WorkloadName } from '../../src/workload/workloads.ts';
import { play, faultyRuns, type FaultyRun } from '../support/faulty-network.ts';
import { Oracle } from '../support/oracle.ts';
import { cases } from '../support/random-cases.ts';

interface Change {
  readonly body: Record<string, unknown>;
  readonly keys: readonly string[];
}

/** How the measuring sees a workload: the keys behind its requests. */
interface Account {
  keys(faultyRun: FaultyRun): string[];
  change(node: string, rng: Prng, faultyRun: FaultyRun, i: number): Change;
  /** Undefined: everything is read. */
  look?(rng: Prng, faultyRun: FaultyRun): Change;
}

const nodesOf = ({ nodes }: FaultyRun): string[] => Array.from({ length: nodes }, (_, i) => `n${i}`);
const registersOf = ({ keys }: FaultyRun): string[] => Array.from({ length: keys }, (_, i) => `k${i}`);

/** Few elements: one may be added at two nodes, or twice. */
const elements = (faultyRun: FaultyRun): string[] =>
  Array.from({ length: faultyRun.keys * 5 }, (_, i) => `${i}`);
const elementsOf = (type: string, field: string): Account => ({
  keys: (faultyRun) => elements(faultyRun).map((element) => elementKey(element as JsonText)),
  change(_node, rng, faultyRun) {
    const element = rng.below(faultyRun.keys * 5);
    return { body: { type, [field]: element }, keys: [elementKey(`${element}` as JsonText)] };
  },
});

const counter: Account = {
  keys: (faultyRun) => nodesOf(faultyRun).map((node) => totalKey(`${node}#0` as Origin)),
  change: (node, rng) => ({
    body: { type: 'add', delta: rng.below(5) },
    keys: [totalKey(`${node}#0` as Origin)],
  }),
};

const registers: Account = {
  keys: registersOf,
  change(_node, rng, faultyRun, i) {
    const keys = registersOf(faultyRun).filter(() => rng.float() < 0.5);
    if (keys.length === 0) keys.push('k0');
    return { body: { type: 'txn', txn: keys.map((key) => ['w', key, i]) }, keys };
  },
  look(rng, faultyRun) {
    const key = `k${rng.below(faultyRun.keys)}`;
    return { body: { type: 'txn', txn: [['r', key, null]] }, keys: [key] };
  },
};

const ACCOUNTS: Partial<Record<WorkloadName, Account>> = {
  broadcast: elementsOf('broadcast', 'message'),
  'g-set': elementsOf('add', 'element'),
  'g-counter': counter,
  'pn-counter': counter,
  'txn-rw-register': registers,
};

function run(faultyRun: FaultyRun, workload: WorkloadName, account: Account): Oracle {
  const keys = account.keys(faultyRun);
  let oracle: Oracle | undefined;
  const cluster = play(faultyRun, workload, (made) => {
    const truth = (oracle = new Oracle(made, keys));
    return (node, rng, i) => {
      if (rng.float() < 0.5) {
        const { body, keys: written } = account.change(node, rng, faultyRun, i);
        truth.change(node, body, written);
      } else {
        const { body, keys: read } = account.look?.(rng, faultyRun) ?? { body: { type: 'read' }, keys };
        truth.look(node, body, read);
      }
    };
  });
  assert.ok(oracle !== undefined);
  oracle.compare();
  assert.equal(cluster.eventsOf('read').length, oracle.reads.length);
  return oracle;
}

describe('the measuring of every workload', () => {
  for (const [workload, account] of Object.entries(ACCOUNTS)) {
    it(`is exact for ${workload}`, () => {
      let stale = 0;
      fc.assert(
        fc.property(faultyRuns, (faultyRun) => {
          stale += run(faultyRun, workload as WorkloadName, account).staleness().length;
        }),
        { numRuns: cases(100) },
      );
      assert.ok(stale > cases(100), `${stale} reads were stale: the property saw something`);
    });
  }
});
