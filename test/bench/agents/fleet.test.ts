/** Bench and agent together, with real processes and a bus that drops what it is told to: every line is counted, and nothing is hidden. */

import assert from 'node:assert/strict';
import process from 'node:process';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { AgentsError } from '../../../src/bench/agents/agents-error.ts';
import { Fleet } from '../../../src/bench/agents/fleet.ts';
import { NodeHost } from '../../../src/bench/agents/hosting/host.ts';
import { wallClockMs } from '../../../src/observe/wall-clock.ts';
import type { NodeProcess } from '../../../src/bench/cluster/node-process.ts';
import { waitFor } from '../../support/wait-for.ts';
import { MemoryBus } from './memory-bus.ts';

/** Sends back each line, and says goodbye. */
const ECHO = `process.stdin.pipe(process.stdout);process.stdin.on('end',()=>{console.error('bye');process.exitCode=3})`;
const VERSION = '1.0';

describe('a fleet of agents', () => {
  let bus: MemoryBus;
  let dropped = false;
  const hosts: NodeHost[] = [];
  const fleets: Fleet[] = [];

  beforeEach(() => (bus = new MemoryBus()));
  afterEach(async () => {
    bus.isDropped = () => false;
    await Promise.all(fleets.splice(0).map((fleet) => fleet.close()));
    await Promise.all(hosts.splice(0).map((host) => host.stop()));
  });

  const agent = (
    name: string,
    more: { version?: string; maxNodes?: number; leaseMs?: number; benchCame?: () => void } = {},
  ): NodeHost => {
    const ours = { command: process.execPath, args: ['-e', ECHO] };
    const host = new NodeHost({
      ...{ bus, name: { owner: name, agent: name }, version: VERSION, programs: { ours, others: [] } },
      ...{ maxNodes: 10, now: wallClockMs, log: () => undefined, ...more },
    });
    host.start();
    hosts.push(host);
    return host;
  };
  const gather = async (nodes: readonly string[], bin: string | null = null): Promise<Fleet> => {
    const fleet = await Fleet.gather({ bus, version: VERSION, nodes, bin, args: [], now: wallClockMs });
    fleets.push(fleet);
    return fleet;
  };
  const start = (fleet: Fleet, name: string): Started => new Started(fleet, name);

  it('are told of each bench that calls, once', async () => {
    let came = 0;
    agent('a1', { benchCame: () => came++ });
    assert.equal(came, 0);
    const fleet = await gather(['n0']);
    start(fleet, 'n0');
    assert.equal(came, 1);
    await gather(['n0']);
    assert.equal(came, 2);
  });

  it('runs processes on each agent, and both ends count the same lines', async () => {
    agent('a1');
    agent('a2');
    const fleet = await gather(['n0', 'n1', 'n2']);
    const nodes = ['n0', 'n1', 'n2'].map((name) => start(fleet, name));
    const long = 'x'.repeat(10_000);
    for (const node of nodes) await node.echo(['one', '', long, 'é']);
    for (const { process: node } of nodes) node.endInput();
    await Promise.all(nodes.map(({ process: node }) => node.ended));
    for (const { lines, process: node, how } of nodes) {
      assert.deepEqual(lines, ['one', '', long, 'é']);
      assert.deepEqual([how(), node.tail.lines()], ['died with exit code 3', ['bye']]);
    }
    const { agents, gaps, farthestMs } = fleet.account();
    assert.deepEqual(gaps, []);
    const counted = agents.map(({ name, nodes: run, linesToNodes, linesFromNodes }) => ({
      ...{ name, run, linesToNodes, linesFromNodes },
    }));
    assert.deepEqual(counted, [
      { name: 'a1', run: ['n0', 'n2'], linesToNodes: both(8), linesFromNodes: both(8) },
      { name: 'a2', run: ['n1'], linesToNodes: both(4), linesFromNodes: both(4) },
    ]);
    // It is one clock.
    for (const { clock } of agents)
      assert.ok(Math.abs(clock.offsetMs) <= clock.boundMs, JSON.stringify(clock));
    assert.ok(farthestMs < 100);
  });

  it('tells which lines were dropped, on the way to a node and on the way from it', async () => {
    agent('a1');
    const fleet = await gather(['n0', 'n1']);
    const [node, other] = [start(fleet, 'n0'), start(fleet, 'n1')];
    await node.echo(['first']);
    await other.echo(['first']);
    dropOnce('.to.', 'lost-there');
    node.write(['lost-there', 'lost-there-too']);
    await nextTurn();
    await node.echo(['second']);
    assert.equal(await waitFor('the bench to know', () => node.written.at(-2)), 'lost');
    dropOnce('.from.', 'lost-back');
    other.write(['lost-back']);
    await waitFor('it to be written', () => other.written.length === 2);
    await waitFor('it to be dropped', () => dropped);
    await other.echo(['third']);
    assert.deepEqual(node.lines, ['first', 'second']);
    assert.deepEqual(other.lines, ['first', 'third']);
    for (const { process: one } of [node, other]) one.endInput();
    await Promise.all([node.process.ended, other.process.ended]);
    const { gaps, agents } = fleet.account();
    assert.deepEqual(gaps, [
      { node: 'n0', agent: 'a1', toNode: 2, fromNode: 0 },
      { node: 'n1', agent: 'a1', toNode: 0, fromNode: 1 },
    ]);
    assert.deepEqual(agents[0]?.missing, { there: 1, back: 1 });
  });

  it('gives up an agent that did not get an order, and its nodes with it', async () => {
    agent('a1');
    const fleet = await gather(['n0']);
    const node = start(fleet, 'n0');
    await node.echo(['first']);
    dropOnce('.to.', '"kill"');
    node.process.kill();
    await node.process.ended;
    assert.match(node.lost ?? '', /^went with agent a1, which was not told what to do/);
    assert.match(fleet.account().agents[0]?.gone?.why ?? '', /NATS dropped the order/);
  });

  it('loses the nodes of an agent that is stopped, and only them', async () => {
    const [first] = [agent('a1'), agent('a2')];
    const fleet = await gather(['n0', 'n1']);
    const [gone, there] = [start(fleet, 'n0'), start(fleet, 'n1')];
    await gone.echo(['x']);
    await first.stop();
    await waitFor('n0 to be lost', () => gone.lost === 'went with agent a1, which was stopped');
    await there.echo(['y']);
    assert.equal(there.lost, undefined);
    const [a1, a2] = fleet.account().agents;
    assert.deepEqual([a1?.gone?.why, a2?.gone], ['was stopped', undefined]);
  });

  it('leaves no process behind when the bench is gone', async () => {
    const host = agent('a1', { leaseMs: 600 });
    const fleet = await gather(['n0', 'n1']);
    for (const name of ['n0', 'n1']) await start(fleet, name).echo(['x']);
    assert.equal(host.running, 2);
    bus.isDropped = (subject) => subject.includes('.to.');
    await waitFor('the processes to end', () => host.running === 0);
  });

  it('says why an agent starts no program', async () => {
    agent('a1');
    const refused = start(await gather(['n0'], '/bin/sh'), 'n0');
    await refused.process.ended;
    assert.equal(
      refused.how(),
      'could not be started: agent a1 does not run /bin/sh: start it with --allow-bin /bin/sh',
    );
  });

  it('is none without agents, of another version, with too little room, or with one name for two', async () => {
    await assert.rejects(
      gather(['n0']),
      new AgentsError(
        'no agent answers through NATS: start at least one, on any machine that reaches the same server, with gossipscope agent --nats',
      ),
    );
    agent('a1', { version: '0.9' });
    await assert.rejects(gather(['n0']), /agent a1 \(.*\) is of version 0\.9, and this bench of 1\.0/);
    await hosts.splice(0)[0]?.stop();
    agent('a1', { maxNodes: 1 });
    agent('a2', { maxNodes: 2 });
    await assert.rejects(
      gather(['n0', 'n1', 'n2', 'n3']),
      /too few agents for 4 nodes \(a1 takes 1, a2 takes 2\)/,
    );
    agent('a2');
    await assert.rejects(gather(['n0']), /two agents answer as a2/);
  });

  /** The next message with this text on such a subject never comes. */
  function dropOnce(subjects: string, text: string): void {
    dropped = false;
    bus.isDropped = (subject, message) => {
      const isIt = !dropped && subject.includes(subjects) && message.includes(text);
      dropped ||= isIt;
      return isIt;
    };
  }
});

function both(count: number): { sent: number; arrived: number } {
  return { sent: count, arrived: count };
}

/** A process, and all that is heard of it. */
class Started {
  readonly process: NodeProcess;
  readonly lines: string[] = [];
  readonly written: unknown[] = [];
  lost: string | undefined;
  #how: string | undefined;

  constructor(fleet: Fleet, name: string) {
    this.process = fleet.start(
      name,
      { command: '', args: [], env: {} },
      {
        lines: (lines) => this.lines.push(...lines.map(String)),
        exited: (how) => (this.#how = how),
        lost: (why) => (this.lost = why),
      },
    );
  }

  readonly how = (): string | undefined => this.#how;

  write(lines: readonly string[]): void {
    for (const line of lines) this.process.write(line);
    this.process.flush((at) => this.written.push(at));
  }

  /** Resolves when all have come back. */
  async echo(lines: readonly string[]): Promise<void> {
    const wanted = this.lines.length + lines.length;
    this.write(lines);
    await waitFor(`${this.process.name} to answer`, () => this.lines.length >= wanted);
  }
}
