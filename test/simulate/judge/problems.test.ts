/** What the report of a simulation says is wrong, or worth knowing: each sentence where its reason is there, and no other. */

import assert from 'node:assert/strict';
import type { Run } from '../../../src/report/schema/run-schema.ts';
import { judge } from '../../../src/simulate/judge/judge.ts';
import { problemsOf, warningsOf } from '../../../src/simulate/judge/problems.ts';
import type { Simulation } from '../../../src/simulate/simulation.ts';
import { settingsWith, type Changes } from '../settings.ts';
import { trueWrite } from '../truth/true-write.ts';
import { simulated } from './simulated.ts';

const NO_TIME = { fromMs: 0, toMs: 0, node: 'n1' };

/** A sound run, and the simulation behind it. */
function sound(): { run: Run; simulation: Simulation } {
  const simulation = simulated();
  return { run: judge(simulation, false), simulation };
}

/** @param truth members that differ; @param rest those of the simulation */
function problems(truth: object, rest: Partial<Simulation> = {}, run: Partial<Run> = {}): string[] {
  const { run: all, simulation } = sound();
  return problemsOf({ ...all, ...run }, changed(simulation, truth, rest));
}

function warnings(truth: object, rest: object = {}, run: Partial<Run> = {}): string[] {
  const { run: all, simulation } = sound();
  return warningsOf({ ...all, ...run }, changed(simulation, truth, rest));
}

function changed(simulation: Simulation, truth: object, rest: object): Simulation {
  const differing = Object.create(simulation.truth, Object.getOwnPropertyDescriptors(truth)) as object;
  const { settings, settledMs, faults, clients } = simulation;
  return { settings, settledMs, faults, clients, truth: differing, ...rest } as unknown as Simulation;
}

const offences = (count: number) => ({
  count,
  examples: Array.from({ length: count }, (_, i) => `no. ${i + 1}`),
});

describe('the problems of a simulation', () => {
  it('are none where all is sound', () => {
    assert.deepEqual([problems({}), warnings({})], [[], []]);
  });

  it('spell out five differences, and count the others', () => {
    const five = ['no. 1', 'no. 2', 'no. 3', 'no. 4', 'no. 5'];
    assert.deepEqual(problems({ wrong: offences(1) }), ['no. 1']);
    assert.deepEqual(problems({ wrong: offences(5) }), five);
    assert.deepEqual(problems({ wrong: offences(7) }), [...five, '2 more of the kind']);
    const clients = { repeatProblems: offences(7).examples } as unknown as Simulation['clients'];
    assert.deepEqual(problems({}, { clients }), five);
  });

  it('say what is open where the cluster has not settled, unless it was interrupted', () => {
    const truth = {
      pending: () => 2,
      reads: { progress: () => ({ counted: 7, told: 4 }) },
      disagreeing: () => ['x'],
    };
    const rest = { settledMs: undefined };
    const text =
      'the cluster had not settled when its settings say it must: the nodes call 3 writes pending, truly 2 are, 3 stale reads are not told in full, 1 keys differ';
    assert.deepEqual(problems(truth, rest, { pendingAtEnd: 3 }), [text]);
    assert.deepEqual(problems(truth, rest, { pendingAtEnd: null }), [text.replace('call 3', 'call 0')]);
    assert.deepEqual(problems(truth, rest, { interrupted: true }), []);
    assert.deepEqual(problems(truth, { settledMs: 0 }), []);
  });

  it('say that clocks were taken for wrong which the settings keep close', () => {
    const text = 'nodes took clocks for wrong that were never so far apart';
    assert.deepEqual(problems({ clocksApart: true }), [text]);
    const settings = settingsWith({ clockJumps: 1 });
    assert.deepEqual(problems({ clocksApart: true }, { settings }), []);
  });

  it('say what is lost, and what differs', () => {
    const part = (...examples: string[]) => ({ count: examples.length, examples });
    const finalState = {
      keys: 3,
      lost: part('a', 'b'),
      disagreeing: part('"x"'),
      invented: part(),
      unread: part(),
    };
    assert.deepEqual(problems({}, {}, { finalState }), [
      '2 acknowledged writes are lost, e.g. a',
      'replicas differ on 1 keys, e.g. "x"',
    ]);
  });

  it('say which rules of the workload are broken, and which figures of the audit are wrong', () => {
    const rule = { rule: 'ids were given again', broken: 1, examples: ['7 twice'] };
    assert.deepEqual(problems({}, {}, { verdict: { facts: {}, rules: [rule] } }), [
      '1 ids were given again, e.g. 7 twice',
    ]);
    const row = { what: 'reads', reported: 1, observed: 2, bound: null, agrees: false, inconclusive: false };
    const audit = [{ ...row, exact: true, note: '', explainedBy: [] }];
    assert.deepEqual(problems({}, {}, { audit }), ['audit: reads: the nodes report 1, it is 2']);
  });

  it('say which errors were answered that are no proper answers', () => {
    const answered = (names: readonly string[], clocksApart = false, changes: Changes = {}): string[] => {
      const { run, simulation } = sound();
      const errors = Object.fromEntries(names.map((name, i) => [name, i + 1]));
      const { reads, writes } = run.operations;
      const settings = settingsWith({ clockJumps: 1, ...changes });
      return (['reads', 'writes'] as const).flatMap((kind) =>
        problemsOf(
          { ...run, operations: { ...run.operations, reads, writes, [kind]: { ...writes, errors } } },
          changed(simulation, { clocksApart }, { settings }),
        ),
      );
    };
    assert.deepEqual(answered(['timeout', 'precondition_failed', 'key_does_not_exist']), []);
    const refused = '1 operations were answered with temporarily_unavailable';
    assert.deepEqual(answered(['temporarily_unavailable']), [refused, refused]);
    assert.deepEqual(answered(['temporarily_unavailable'], true), []);
    const crashed = '2 operations were answered with crash';
    assert.deepEqual(answered(['timeout', 'crash'], true), [crashed, crashed]);
    assert.equal(answered(['precondition_failed'], false, { workload: 'g-set' }).length, 2);
  });

  it('say where views contradict each other; a node that is not a member may refuse', () => {
    const { writes } = sound().run.operations;
    const refused = { ...writes, errors: { temporarily_unavailable: 1 } };
    const operations = { ...sound().run.operations, writes: refused };
    assert.deepEqual(problems({ members: { conflicts: ['there are two views'] } }, {}, { operations }), [
      'there are two views',
    ]);
  });
});

describe('the warnings of a simulation', () => {
  it('say which bounds were hit, and what they explain', () => {
    const dropped = [
      { what: 'read_log', count: 2, effects: [{ figure: 'age', trueIs: 'at_least' } as const] },
    ];
    assert.match(warnings({}, {}, { dropped }).join(), /a bound was hit \(read_log\)/);
    const excused = (count: number): string[] => warnings({ differences: { excused: offences(count) } });
    assert.deepEqual(excused(1), ['differs, which a bound explains: no. 1']);
    assert.equal(excused(5).length, 5);
    assert.deepEqual(excused(7).slice(4), [
      'differs, which a bound explains: no. 5',
      '2 more differences of the kind',
    ]);
  });

  it('say what went with the memory of nodes', () => {
    const writes = [
      trueWrite(1, { orphaned: true, reportedMs: 5 }),
      trueWrite(2, { orphaned: true }),
      trueWrite(3, { orphaned: true }),
      trueWrite(4),
    ];
    assert.deepEqual(warnings({ writes, keys: new Map(), slots: [] }), [
      '3 writes were accepted by nodes that lost their memory later; nobody reports on 2 of them, and 3 were nowhere else',
    ]);
    assert.deepEqual(warnings({ writes: writes.slice(3) }), []);
  });

  it('say how many operations found their node down', () => {
    const operations = [{ completedAtMs: undefined }, { completedAtMs: 0 }, { completedAtMs: undefined }];
    assert.deepEqual(warnings({}, { clients: { operations } }), [
      '2 operations reached a crashed node and were not answered',
    ]);
  });

  it('say what happened to the nodes', () => {
    const told = (...faults: readonly string[]): string[] =>
      warnings({}, { faults: faults.map((fault) => ({ ...NO_TIME, fault })) });
    assert.deepEqual(told('clock_jump', 'clock_jump'), [
      '2 times a node came back with its clock set ahead or back',
    ]);
    assert.deepEqual(told('data_restart'), ['1 times a node was killed and came back with its data']);
    assert.deepEqual(told('pause', 'crash', 'crash', 'restart', 'restart', 'restart'), [
      'nodes stood still 1 times, crashed 2 times with and 3 times without their memory',
    ]);
    for (const [fault, text] of [
      ['pause', 'still 1 times, crashed 0 times with and 0'],
      ['crash', 'still 0 times, crashed 1 times with and 0'],
      ['restart', 'still 0 times, crashed 0 times with and 1'],
    ] as const)
      assert.match(told(fault).join(), new RegExp(text));
  });
});
