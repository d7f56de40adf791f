/**
 * Nodes that the bench itself kills, stops and starts again: real processes, and a report that says what that cost. What they could not
 * help losing is no offence, everything else still is.
 */

import assert from 'node:assert/strict';
import { STRATEGY_NAMES } from '../../src/core/dissemination/strategies.ts';
import type { Run } from '../../src/report/schema/run-schema.ts';
import {
  bench,
  BenchProcess,
  isAlive,
  killBenches,
  reportOf,
  stateOf,
  STRANGER,
} from '../support/bench-process.ts';
import { waitFor } from '../support/wait-for.ts';

const SHORT = ['--nodes', '3', '--json', '--rate', '200'];

async function soundRun(...args: string[]): Promise<Run> {
  const ended = await bench(...SHORT, ...args);
  const [run] = reportOf(ended).runs;
  assert.ok(run !== undefined);
  assert.deepEqual([run.problems, ended.code], [[], 0]);
  return run;
}

describe('a node that the bench kills', () => {
  afterEach(killBenches);

  for (const strategy of STRATEGY_NAMES) {
    it(`comes back again and again without memory, and all agree in the end: ${strategy}`, async () => {
      const faults = ['--restarts', '4', '--fault-time', '300ms', '--seed', '2'];
      const run = await soundRun(
        '--scenario',
        'normal',
        '--duration',
        '4s',
        '--strategy',
        strategy,
        ...faults,
      );
      const restarts = run.processes?.faults ?? [];
      assert.ok(restarts.length >= 2, `${restarts.length} restarts`);
      for (const { fault, fromMs, toMs, initMs } of restarts)
        assert.ok(fault === 'restart' && toMs > fromMs && (initMs ?? 0) > 0);
      assert.equal(run.processes?.notAsked.length, restarts.length);
      assert.equal(run.finalState?.disagreeing.count, 0);
      assert.ok(run.audit.length > 0 && run.audit.every(({ agrees }) => agrees));
    });
  }

  it('takes with it what it had acknowledged and not sent, which the report counts', async () => {
    // By the kill, nothing but its clients has heard of what it accepted: each of its writes, of a key of its own, is lost. The others
    // tell of theirs while there are answers to show how long a busy machine held them up: the audit goes by that.
    const silent = ['--', '--flush-interval', '4500ms', '--anti-entropy-interval', '9s'];
    const load = ['--read-ratio', '0', '--keys', '1000000', '--duration', '9s', '--quiet', '0s'];
    const run = await soundRun(...load, '--scenario', 'kill', ...silent);
    const { lost, faults } = run.processes ?? {};
    // Two hundred a second at three nodes, until the kill: about three seconds, and as much longer as a busy machine is late.
    assert.equal(faults?.[0]?.fault, 'restart');
    const atMost = 1.8 * (200 / 3) * (faults[0].fromMs / 1000);
    assert.ok((lost?.count ?? 0) > 15 && (lost?.count ?? 0) < atMost, `${lost?.count} lost, not ${atMost}`);
    assert.match(lost?.examples[0] ?? '', new RegExp(`^\\d+: ${faults[0].node} had acknowledged`));
  }).timeout(90_000);

  it('is no excuse for what the others lose', async () => {
    // These nodes pass a write on once, and what arrives while the receiver is away is gone.
    const ended = await bench(
      ...[...SHORT, '--scenario', 'kill', '--duration', '1500ms', '--workload', 'g-set'],
      ...['--bin', STRANGER],
    );
    assert.equal(ended.code, 1);
    const [run] = reportOf(ended).runs;
    assert.match(run?.problems.join('\n') ?? '', /values were (missing|lost)/);
  });

  it('gives no id a second time', async () => {
    const run = await soundRun('--scenario', 'kill', '--duration', '1500ms', '--workload', 'unique-ids');
    assert.equal(run.processes?.faults.length, 1);
  });
});

describe('a node that the bench stops', () => {
  afterEach(killBenches);

  it('goes on where it stood, and loses nothing', async () => {
    const run = await soundRun('--scenario', 'pause', '--duration', '1500ms');
    const [pause] = run.processes?.faults ?? [];
    assert.ok(pause?.fault === 'pause' && pause.toMs - pause.fromMs > 400);
    assert.equal(run.messages.dropped['down'], 0);
    assert.ok((run.observedConvergenceMs?.max ?? 0) > 400, 'no write converged without it');
  });

  it('misses what was sent to it where it was gone', async () => {
    const crash = ['--crashes', '1', '--fault-time', '500ms'];
    const run = await soundRun('--scenario', 'normal', '--duration', '1500ms', ...crash);
    assert.equal(run.processes?.faults[0]?.fault, 'crash');
    assert.ok((run.messages.dropped['down'] ?? 0) > 0);
  });

  it('ends with a bench that is killed meanwhile', async () => {
    const one = new BenchProcess(['--nodes', '3', '--scenario', 'pause', '--duration', '6s']);
    const isStopped = (pid: number): boolean => stateOf(pid) === 'T';
    const pids = await waitFor('a node to stand still', () => {
      const found = one.descendants();
      return found.some(isStopped) && found;
    });
    one.child.kill('SIGKILL');
    await one.ended;
    await waitFor('all processes to be gone', () => pids.every((pid) => !isAlive(pid)));
  });
});
