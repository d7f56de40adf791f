/** Nothing on stdin may kill a node. */

import assert from 'node:assert/strict';
import { prng } from '../../src/base/prng.ts';
import { killAll, NodeProcess } from '../support/node-process.ts';
import { waitFor } from '../support/wait-for.ts';

const MIB = 2 ** 20;
const SEED = Number(process.env['SEED'] ?? 20_261_122);

/** A line broken in one of many ways, and whether the sender must get an answer. */
function brokenLine(i: number): { line: string; answered: boolean } {
  const rng = prng(SEED).fork(String(i));
  const good = JSON.stringify({
    src: 'c2',
    dest: 'n1',
    body: { type: 'write', key: `k${i % 7}`, value: i, msg_id: i },
  });
  const place = rng.below(good.length - 1) + 1;
  switch (rng.below(8)) {
    case 0:
      return { line: good.slice(0, place), answered: false };
    case 1:
      return { line: `${good.slice(0, place)}\u0000${good.slice(place)}`, answered: false };
    case 2:
      return {
        line: `${good.slice(0, place)}}${good.slice(place)}`,
        answered: isAnswerable(`${good.slice(0, place)}}${good.slice(place)}`),
      };
    case 3:
      return { line: '['.repeat(rng.below(1000) + 1), answered: false };
    case 4:
      return {
        line: JSON.stringify({ src: 'c2', dest: 'n1', body: { type: `t${i}`, msg_id: i } }),
        answered: true,
      };
    case 5:
      return { line: JSON.stringify({ src: 'c2', dest: 'n1', body: [i] }), answered: true };
    case 6:
      return {
        line: JSON.stringify({ src: i, dest: 'n1', body: { type: 'read', key: 1 } }),
        answered: false,
      };
    default:
      return {
        line: JSON.stringify({ src: 'c2', dest: 'n1', body: { type: 'cas', key: [], msg_id: i } }),
        answered: true,
      };
  }
}

/** A brace more can leave a line whole: inside a string. */
function isAnswerable(line: string): boolean {
  try {
    const { src } = JSON.parse(line) as { src?: unknown };
    return typeof src === 'string';
  } catch {
    return false;
  }
}

async function counter(node: NodeProcess, series: string): Promise<number> {
  const text = await (await fetch(await node.metricsUrl())).text();
  return text
    .split('\n')
    .filter((line) => line.startsWith(series))
    .reduce((sum, line) => sum + Number(line.split(' ')[1]), 0);
}

describe('robustness', () => {
  afterEach(killAll);

  it(`lives through 100,000 broken lines, answers what can be answered, counts the rest (SEED=${SEED} npx mocha -g robustness)`, async () => {
    const node = await new NodeProcess({ args: ['--metrics-port', '0', '--log-level', 'warn'] }).init();
    killNothing(node);
    const broken = Array.from({ length: 100_000 }, (_, i) => brokenLine(i));
    node.write(broken.map(({ line }) => `${line}\n`).join(''));
    assert.equal((await node.ask({ type: 'write', key: 'alive', value: true }))['type'], 'write_ok');
    const answers = node.messages.filter(({ dest }) => dest !== 'c1');
    assert.equal(answers.length, broken.filter(({ answered }) => answered).length);
  });

  for (const [strategy, kind] of [
    ['rumor-mongering', 'feedback'],
    ['plumtree', 'graft'],
    ['plumtree', 'ihave'],
    ['plumtree', 'prune'],
  ] as const) {
    it(`does not count to the end of an endless run: ${kind} with ${strategy}`, async () => {
      const args = ['--metrics-port', '0', '--strategy', strategy];
      const node = await new NodeProcess({ args }).init('n1', ['n1', 'n2']);
      const dots = [['n9#0', 1, Number.MAX_SAFE_INTEGER]];
      node.send({
        src: 'n2',
        dest: 'n1',
        body: { type: kind, origin: 'n2#0', at: 1, seq: 0, stable: 0, dots },
      });
      assert.equal((await node.ask({ type: 'write', key: 'alive', value: true }))['type'], 'write_ok');
      assert.equal(await node.end(), 0);
    });
  }

  it('counts every rejected line by its reason', async () => {
    const node = await new NodeProcess().init();
    const broken = Array.from({ length: 1000 }, (_, i) => brokenLine(i));
    node.write(broken.map(({ line }) => `${line}\n`).join(''));
    await node.ask({ type: 'read', key: 'alive' });
    const served = node.messages.filter(({ body, dest }) => dest !== 'c1' && body.type !== 'error').length;
    assert.equal(await counter(node, 'gossip_inputs_rejected_total'), 1000 - served);
    assert.ok((await counter(node, 'gossip_inputs_rejected_total{reason="not_json"}')) > 100);
    assert.ok((await counter(node, 'gossip_inputs_rejected_total{reason="no_src"}')) > 50);
  });

  it('serves a line of 16 MiB', async () => {
    const node = await new NodeProcess().init();
    const around = JSON.stringify({
      src: 'c1',
      dest: 'n1',
      body: { type: 'write', key: 'big', value: '', msg_id: 99 },
    });
    const value = 'x'.repeat(16 * MIB - around.length);
    assert.equal((await node.ask({ type: 'write', key: 'big', value }))['type'], 'write_ok');
    assert.equal((await node.ask({ type: 'read', key: 'big' }))['value'], value);
  });

  it('drops a longer line without holding it in memory', async () => {
    const node = await new NodeProcess().init();
    const chunk = Buffer.alloc(MIB, 'y');
    for (let i = 0; i < 200; i++) {
      if (node.child.stdin?.write(chunk) === false)
        await waitFor('room', () => node.child.stdin?.writableNeedDrain === false);
    }
    node.write('\n');
    assert.equal((await node.ask({ type: 'read', key: 'x' }))['code'], 20);
    assert.equal(await counter(node, 'gossip_inputs_rejected_total{reason="too_long"}'), 1);
    const residentMb = (await counter(node, 'process_resident_memory_bytes')) / MIB;
    assert.ok(residentMb < 200, `${residentMb} MiB resident after 200 MiB on one line`);
  });

  it('logs a flood of bad lines in few', async () => {
    const node = await new NodeProcess().init();
    node.write('nonsense\n'.repeat(10_000));
    await node.ask({ type: 'read', key: 'x' });
    const rejected = node.logs.filter(({ msg }) => msg === 'input rejected').length;
    assert.ok(rejected > 0 && rejected < 200, `${rejected} log lines`);
  });
});

/** A node that dies says so at once, instead of the next wait running out. */
function killNothing(node: NodeProcess): void {
  node.child.once('exit', (code, signal) => {
    if (signal === null) throw new Error(`the node ended with ${code}:\n${node.stderr}`);
  });
}
