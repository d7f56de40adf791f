/** Flags that change nothing with what was chosen are refused: what is declared of them is held against the requests that are drawn. */

import assert from 'node:assert/strict';
import { DEFAULT_SETTINGS } from '../../../src/bench/settings.ts';
import { BENCH, benchCommandLine } from '../../../src/bin/bench/flags.ts';
import { chosenIn } from '../../../src/bin/bench/problems.ts';
import type { Chosen, Flag } from '../../../src/bin/flags/flag.ts';
import { effectProblem, hasEffect } from '../../../src/bin/flags/no-effect.ts';
import { SIMULATE } from '../../../src/bin/simulate/flags.ts';
import { prng } from '../../../src/base/prng.ts';
import { requestMaker } from '../../../src/load/requests.ts';
import type { LoadOptions } from '../../../src/load/workload.ts';
import { isOurs, WORKLOADS, workloadOf, type WorkloadName } from '../../../src/load/workloads.ts';
import type { Settings } from '../../../src/report/schema/settings-schema.ts';
import { DEFAULT_SIMULATION } from '../../../src/simulate/settings.ts';

/** Flags that say what is asked for: two values of each, with which a workload that looks at it asks for other things. */
const TWO_VALUES: { readonly [name: string]: readonly [Partial<LoadOptions>, Partial<LoadOptions>] } = {
  'read-ratio': [{ readRatio: 0.2 }, { readRatio: 0.8 }],
  'cas-ratio': [{ casRatio: 0 }, { casRatio: 0.5 }],
  'delete-ratio': [{ deleteRatio: 0 }, { deleteRatio: 0.5 }],
  keys: [{ keys: 3 }, { keys: 50 }],
  'key-choice': [{ keyChoice: 'uniform' }, { keyChoice: 'zipf' }],
  'value-bytes': [{ valueBytes: 0 }, { valueBytes: 40 }],
  'max-txn-length': [{ maxTxnLength: 1 }, { maxTxnLength: 9 }],
  'max-writes-per-key': [
    { maxWritesPerKey: 1, keyChoice: 'exponential' },
    { maxWritesPerKey: 9, keyChoice: 'exponential' },
  ],
};

const USUAL: LoadOptions = {
  ...{ readRatio: 0.5, casRatio: 0, deleteRatio: 0, keys: 10, keyChoice: 'uniform', valueBytes: 8 },
  ...{ dialect: 'ours', repeatsElements: false },
};

function asked(workload: WorkloadName, changes: Partial<LoadOptions>): string {
  const make = requestMaker(workloadOf({ workload }), { ...USUAL, ...changes }, prng(1));
  return JSON.stringify(Array.from({ length: 100 }, (_, index) => make(index + 1).body));
}

const flagNamed = (name: string): Flag => BENCH.flags.find((flag) => flag.name === name) ?? assert.fail(name);

describe('a flag that changes nothing', () => {
  for (const [name, [one, other]] of Object.entries(TWO_VALUES)) {
    it(`is found: --${name}, with just the workloads that ask for the same whatever it says`, () => {
      for (const workload of WORKLOADS) {
        const keyChoice = one.keyChoice ?? 'uniform';
        const changes = asked(workload, one) !== asked(workload, other);
        assert.equal(hasEffect(flagNamed(name), { workload, keyChoice }), changes, workload);
      }
    });
  }

  it('is declared with no other flag but those that are judged by', () => {
    const declared = BENCH.flags.filter(({ isOf }) => isOf !== undefined).map(({ name }) => name);
    assert.deepEqual(
      new Set(declared),
      new Set([...Object.keys(TWO_VALUES), 'topology', 'consistency-models', 'strict']),
    );
  });

  const problems: readonly (readonly [name: string, chosen: Chosen, says: RegExp])[] = [
    [
      'max-txn-length',
      { workload: 'broadcast' },
      /^--max-txn-length has no effect with --workload broadcast: it is for txn-rw-register, txn-list-append\. Choose one with --workload, or leave it out$/,
    ],
    ['consistency-models', { workload: 'kafka' }, /--consistency-models has no effect with --workload kafka/],
    ['strict', { workload: 'kv' }, /it is for broadcast, g-set/],
    ['topology', { workload: 'kv' }, /it is for broadcast\. Choose/],
    [
      'key-choice',
      { workload: 'g-counter' },
      /it is for kv, txn-rw-register, lin-kv, kafka, txn-list-append/,
    ],
    [
      'partition',
      { scenarios: ['normal', 'one-way+kill'] },
      /with a network that stays whole: it needs a scen/,
    ],
    ['latency-dist', { latencyMs: 0 }, /--latency-dist has no effect with --latency 0: it needs --latency\./],
    ['max-writes-per-key', { workload: 'kafka', keyChoice: 'zipf' }, /it needs --key-choice exponential/],
    [
      'fault-time',
      DEFAULT_SETTINGS,
      /--fault-time has no effect with no fault that it could be the length of/,
    ],
    [
      'delete-ratio',
      { workload: 'kv', bin: './node' },
      /--delete-ratio has no effect with --bin: it needs nodes of/,
    ],
  ];
  for (const [name, chosen, says] of problems)
    it(`is explained: --${name} with ${JSON.stringify(chosen).slice(0, 60)}`, () => {
      assert.match(effectProblem([name], [chosen], BENCH) ?? '', says);
    });

  it('may be typed where one of the runs looks at it, or what it needs is there', () => {
    const [sets, store]: Chosen[] = [{ workload: 'g-set' }, { workload: 'kv' }];
    assert.equal(effectProblem(['keys'], [sets ?? {}, store ?? {}], BENCH), undefined);
    const effective: readonly (readonly [name: string, chosen: Chosen])[] = [
      ['partition', { scenarios: ['normal', 'partition+kill'] }],
      ['partition', chosenIn(DEFAULT_SETTINGS, { ...NO_EXTRAS, forever: true, partitionEveryMs: 1_000 })],
      ['fault-time', { restarts: 1 }],
      ['nodes', { workload: 'echo' }],
    ];
    for (const [name, chosen] of effective)
      assert.equal(effectProblem([name], [chosen], BENCH), undefined, name);
    const forever = chosenIn(DEFAULT_SETTINGS, { ...NO_EXTRAS, forever: true, partitionEveryMs: undefined });
    assert.match(effectProblem(['partition'], [forever], BENCH) ?? '', /stays whole/);
    const changing = { ...DEFAULT_SIMULATION, memberChanges: 1 };
    assert.equal(effectProblem(['fault-time'], [changing], SIMULATE), undefined);
  });

  it('is named with the workloads of the command that it was typed in', () => {
    assert.match(
      effectProblem(['keys'], [{ workload: 'g-set' }], SIMULATE) ?? '',
      /is for kv, txn-rw-register\. /,
    );
  });

  it('stands in no command that a report names', () => {
    for (const workload of WORKLOADS) {
      const settings: Settings = {
        ...DEFAULT_SETTINGS,
        ...{ workload, keys: 3, keyChoice: 'zipf', readRatio: 0.1, valueBytes: 5, maxTxnLength: 2 },
        ...{
          latencyMs: 0,
          latencyDistribution: 'uniform',
          faultMs: 5,
          partition: 'ring',
          scenarios: ['normal'],
        },
        bin: isOurs(workload) ? null : './node',
      };
      const names = [...benchCommandLine(settings).matchAll(/--([a-z-]+)/g)].map(([, name = '']) => name);
      assert.equal(effectProblem(names, [settings], BENCH), undefined, workload);
    }
  });
});

const NO_EXTRAS = {
  full: false,
  open: false,
  diagramMessages: 0,
  access: {},
  metricsHost: '127.0.0.1',
} as const;
