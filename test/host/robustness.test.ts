/** Nothing on stdin may kill a node. */

import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { prng } from '../../src/base/prng.ts';
import { killAll, NodeProcess, type Message } from '../support/node-process.ts';
import { waitFor } from '../support/wait-for.ts';
import { FAULTS, type Fault } from './broken-lines.ts';

const MIB = 2 ** 20;
const SEED = Number(process.env['SEED'] ?? 20_261_122);

/** The i-th broken line, always the same for the same seed. */
const lineOf = (fault: Fault, i: number): string => `${fault.make(i, prng(SEED).fork(String(i)))}\n`;

/** How many inputs were rejected, by reason. */
async function rejected(node: NodeProcess): Promise<Record<string, number>> {
  const text = await (await fetch(await node.metricsUrl())).text();
  const series = text.matchAll(/^gossip_inputs_rejected_total\{reason="(\w+)"\} (\d+)/gm);
  return Object.fromEntries([...series].map(([, reason = '', count]) => [reason, Number(count)]));
}

async function counter(node: NodeProcess, series: string): Promise<number> {
  const text = await (await fetch(await node.metricsUrl())).text();
  return text
    .split('\n')
    .filter((line) => line.startsWith(series))
    .reduce((sum, line) => sum + Number(line.split(' ')[1]), 0);
}

/** What the node said to anybody but the client that is asked for afterwards. */
const toOthers = (node: NodeProcess): readonly Message[] => node.messages.filter(({ dest }) => dest !== 'c1');

const isServing = async (node: NodeProcess): Promise<boolean> =>
  (await node.ask({ type: 'write', key: 'alive', value: true }))['type'] === 'write_ok';

describe('a line that cannot be served', () => {
  const COUNT = 50;
  let node: NodeProcess;

  before(async () => (node = await new NodeProcess().init()));
  after(killAll);

  for (const fault of FAULTS) {
    const { what, countedAs, isAnswered } = fault;
    it(`${what} is ${isAnswered ? 'answered with an error' : 'dropped'}, and counted as ${countedAs}`, async () => {
      const [before, answeredBefore] = [await rejected(node), toOthers(node).length];
      for (let i = 0; i < COUNT; i++) node.write(lineOf(fault, i));
      assert.ok(await isServing(node));
      const answers = toOthers(node).slice(answeredBefore);
      assert.equal(answers.length, isAnswered ? COUNT : 0);
      assert.ok(answers.every(({ dest, body }) => dest === 'c2' && body.type === 'error'));
      assert.deepEqual(await rejected(node), { ...before, [countedAs]: (before[countedAs] ?? 0) + COUNT });
    });
  }
});

describe('robustness', () => {
  afterEach(killAll);

  it('serves where it may open few files, also while scrapers take all that are left', async () => {
    const node = await new NodeProcess({ openFiles: 30 }).init();
    const { hostname, port } = new URL(await node.metricsUrl());
    const scrapers = Array.from({ length: 40 }, () =>
      connect(Number(port), hostname).on('error', () => undefined),
    );
    assert.ok(await isServing(node));
    for (const scraper of scrapers) scraper.destroy();
    const url = await node.metricsUrl();
    // It is dropped while the others' files are still open.
    const isAnswered = async (): Promise<boolean> => (await fetch(url).catch(() => undefined))?.ok === true;
    await waitFor('a scrape to be answered', isAnswered);
  });

  it(`lives through 100,000 broken lines, and answers what can be answered (SEED=${SEED} npx mocha test/host/robustness.test.ts)`, async () => {
    const node = await new NodeProcess().init();
    killNothing(node);
    const faults = Array.from({ length: 100_000 }, (_, i) => FAULTS[i % FAULTS.length] as Fault);
    node.write(faults.map(lineOf).join(''));
    assert.ok(await isServing(node));
    assert.equal(toOthers(node).length, faults.filter(({ isAnswered }) => isAnswered).length);
    const counts = Object.values(await rejected(node));
    assert.equal(
      counts.reduce((sum, count) => sum + count, 0),
      faults.length,
    );
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
      const dots = [['n1#0', 1, Number.MAX_SAFE_INTEGER]];
      node.send({
        src: 'n2',
        dest: 'n1',
        body: { type: kind, origin: 'n2#0', at: 1, seq: 0, stable: 0, dots },
      });
      assert.ok(await isServing(node));
      assert.equal(await node.end(), 0);
    });
  }

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
    const logged = node.logs.filter(({ msg }) => msg === 'input rejected').length;
    assert.ok(logged > 0 && logged < 200, `${logged} log lines`);
  });
});

/** A node that dies says so at once, instead of the next wait running out. */
function killNothing(node: NodeProcess): void {
  node.child.once('exit', (code, signal) => {
    if (signal === null) throw new Error(`the node ended with ${code}:\n${node.stderr}`);
  });
}
