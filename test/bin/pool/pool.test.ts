/** The pool of threads: answers in the order of the work, an early end when asked for, and a clear word for what fails. */

import assert from 'node:assert/strict';
import { Pool, type PoolOptions } from '../../../src/bin/pool/pool.ts';
import { RunFailed } from '../../../src/bin/terminal/run-failed.ts';
import { settingsWith, type Changes } from '../../simulate/settings.ts';

/** As it is built: the thread knows no TypeScript. */
const worker = new URL('../../../dist/simulation-worker.cjs', import.meta.url);
const SMALL: Changes = { nodes: 3, ratePerSec: 20, durationMs: 500 };

const asked = (changes: Changes) => ({
  settings: settingsWith({ ...SMALL, ...changes }),
  scenario: 'normal',
});

describe('the pool', () => {
  const opened: Pool[] = [];
  const open = (options: Partial<PoolOptions> = {}): Pool => {
    const pool = new Pool({ jobs: 2, signal: new AbortController().signal, worker, ...options });
    opened.push(pool);
    return pool;
  };
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((pool) => pool.close()));
  });

  it('gives the answers in the order of the work, the same for any number of threads', async () => {
    const answersOf = async (jobs: number): Promise<string> => {
      const answers: unknown[] = [];
      // The first takes longest.
      const work = [4000, 2000, 500, 500, 500, 500].map((durationMs, seed) => asked({ durationMs, seed }));
      for await (const answer of open({ jobs }).inOrder('scenario', work)) answers.push(answer);
      assert.equal(answers.length, work.length);
      return JSON.stringify(answers);
    };
    assert.equal(await answersOf(3), await answersOf(1));
  });

  it('names the seed of a simulation that does not fit into memory', async () => {
    const pool = open({ heap: { maxOldGenerationSizeMb: 24 } });
    const tooLarge = asked({ seed: 7, nodes: 200, ratePerSec: 2000, durationMs: 10_000 });
    await assert.rejects(pool.run('scenario', tooLarge), (error) => {
      assert.ok(error instanceof RunFailed);
      assert.match(
        error.message,
        /^the simulation with seed 7 takes more than 4 GB of memory: lower --nodes/,
      );
      return true;
    });
  });

  it('names the seed of a simulation in which we broke an invariant, and works on', async () => {
    const pool = open({ jobs: 1 });
    const broken = asked({ seed: 9, workload: 'none' as never });
    await assert.rejects(pool.run('scenario', broken), (error) => {
      assert.ok(error instanceof RunFailed);
      assert.match(error.message, /a fault of gossipscope.*: the simulation with seed 9 failed/);
      return true;
    });
    assert.notEqual(await pool.run('scenario', asked({})), null);
  });

  it('ends what is under way when it is told to, and begins nothing more', async () => {
    const controller = new AbortController();
    const pool = open({ jobs: 1, signal: controller.signal });
    const long = pool.run('scenario', asked({ durationMs: 3_600_000, ratePerSec: 500 }));
    controller.abort();
    const answer = await long;
    assert.ok(answer === null || answer.run.interrupted);
    assert.equal(await pool.run('scenario', asked({})), null);
  });
});
