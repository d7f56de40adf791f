/** Nodes that build on Maelstrom's services run in the bench: a cut divides nodes, and keeps none of them from a service. */

import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { bench, killBenches, reportOf } from '../support/bench-process.ts';

const NODE = fileURLToPath(new URL('../support/service-node.mjs', import.meta.url));

describe('a node on services', function () {
  this.timeout(60_000);
  afterEach(killBenches);

  const run = async (service: string, workload: string, ...more: string[]) => {
    const load = ['--workload', workload, '--nodes', '3', '--duration', '2s', '--rate', '50', ...more];
    const ended = await bench(...load, '--json', '--bin', NODE, '--', service);
    const { runs, failure } = reportOf(ended);
    assert.equal(failure, null);
    return { code: ended.code, runs, problems: runs.flatMap((each) => each.problems).join('\n') };
  };

  it('counts with seq-kv, gives out ids of lin-tso, and keeps a store in lin-kv, also while the nodes are cut off', async () => {
    for (const [service, workload] of [
      ['seq-kv', 'g-counter'],
      ['lin-tso', 'unique-ids'],
      ['lin-kv', 'kv'],
      ['lin-kv', 'lin-kv'],
    ] as const) {
      const { code, runs, problems } = await run(service, workload, '--scenario', 'partition');
      assert.deepEqual([code, problems], [0, ''], service);
      const [{ operations, messages } = assert.fail()] = runs;
      const answered = operations.reads.ok + operations.writes.ok;
      assert.ok(messages.sent >= 2 * answered, 'requests to services count, and so do their replies');
    }
  });

  it('is no linearizable store where its service is none, and the proof is named', async () => {
    for (const service of ['seq-kv', 'lww-kv']) {
      // Long enough that some read is stale on a slow machine, too.
      const many = ['--concurrency', '4n', '--rate', '100', '--duration', '5s'];
      const { code, problems } = await run(service, 'lin-kv', '--scenario', 'normal', ...many);
      assert.equal(code, 1);
      assert.match(
        problems,
        /keys are not linearizable, e\.g\. operation \d+, at n\d, (read|wrote|set) .+ key \d+, which can only/,
      );
    }
  });
});
