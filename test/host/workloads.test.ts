/** Every workload, served by three real processes. */

import assert from 'node:assert/strict';
import type { WorkloadName } from '../../src/workload/workloads.ts';
import { killAll } from '../support/node-process.ts';
import { RealCluster } from '../support/real-cluster.ts';
import { waitFor } from '../support/wait-for.ts';

type Body = Record<string, unknown>;

interface Script {
  /** What is asked of the i-th node; each writes. */
  readonly ask: (i: number) => Body;
  /** What reads the whole outcome, and what it answers when all have it. */
  readonly read: Body;
  readonly answers: (reply: Body) => boolean;
}

const SCRIPTS: Partial<Record<WorkloadName, Script>> = {
  broadcast: {
    ask: (message) => ({ type: 'broadcast', message }),
    read: { type: 'read' },
    answers: ({ messages }) => sorted(messages) === '0,1,2',
  },
  'g-set': {
    ask: (element) => ({ type: 'add', element }),
    read: { type: 'read' },
    answers: ({ value }) => sorted(value) === '0,1,2',
  },
  'g-counter': {
    ask: (i) => ({ type: 'add', delta: i + 1 }),
    read: { type: 'read' },
    answers: ({ value }) => value === 6,
  },
  'pn-counter': {
    ask: (i) => ({ type: 'add', delta: i - 2 }),
    read: { type: 'read' },
    answers: ({ value }) => value === -3,
  },
  'txn-rw-register': {
    ask: (i) => ({
      type: 'txn',
      txn: [
        ['w', i, i],
        ['w', 10 + i, i],
      ],
    }),
    read: { type: 'txn', txn: [0, 1, 2, 10, 11, 12].map((key) => ['r', key, null]) },
    answers: ({ txn }) => (txn as unknown[][]).map(([, , value]) => value).join() === '0,1,2,0,1,2',
  },
};

const sorted = (values: unknown): string => (values as number[]).toSorted((a, b) => a - b).join();

describe('a cluster of processes serves', () => {
  afterEach(killAll);

  for (const [workload, { ask, read, answers }] of Object.entries(SCRIPTS)) {
    it(`${workload}, and measures it`, async () => {
      const args = ['--metrics-port', '0', '--workload', workload, '--topology', 'given'];
      const cluster = await RealCluster.start(3, { args });
      const names = [...cluster.nodes.keys()];
      const topology = { n1: ['n2'], n2: ['n1', 'n3'], n3: ['n2'] };
      if (workload === 'broadcast') {
        for (const name of names)
          assert.equal((await cluster.ask(name, { type: 'topology', topology }))['type'], 'topology_ok');
      }
      for (const [i, name] of names.entries())
        assert.equal((await cluster.ask(name, ask(i)))['type'], `${String(ask(i)['type'])}_ok`);
      for (const name of names) {
        await waitFor(`all of it at ${name}`, async () => answers(await cluster.ask(name, read)));
        const stats = await waitFor('convergence', async () => {
          const reply = await cluster.ask(name, { type: 'bench_stats' });
          return reply['writes_pending'] === 0 && reply;
        });
        assert.deepEqual([stats['total_writes'], stats['writes_converged']], [1, 1]);
        assert.ok((stats['reads'] as number) >= 1);
        const bench = await cluster.ask(name, { type: 'bench_write', key: 'x', value: 1 });
        assert.deepEqual([bench['type'], bench['write_id']], ['bench_write_ok', 1]);
      }
      await cluster.end();
    });
  }

  it('echo and unique-ids, without a word between the nodes', async () => {
    for (const workload of ['echo', 'unique-ids']) {
      const args = ['--metrics-port', '0', '--workload', workload, '--anti-entropy-interval', '60s'];
      const cluster = await RealCluster.start(3, { args });
      const answers = new Set<unknown>();
      for (let i = 0; i < 30; i++) {
        const body = workload === 'echo' ? { type: 'echo', echo: i } : { type: 'generate' };
        const reply = await cluster.ask(`n${(i % 3) + 1}`, body);
        answers.add(reply['echo'] ?? reply['id']);
      }
      assert.equal(answers.size, 30);
      assert.deepEqual(cluster.sent, []);
      await cluster.end();
    }
  });
});
