/** A bench on agents, as real processes with a real NATS server: it measures as the local one does, and says what became of its agents. */

import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { connect } from '@nats-io/transport-node';
import { AgentProcess, killPrograms } from '../support/agent-process.ts';
import { rightsOf, startAgentsServer } from '../support/agents-server.ts';
import { bench, BenchProcess, descendantsOf, killBenches, reportOf } from '../support/bench-process.ts';
import { needs } from '../support/needs.ts';
import { waitFor } from '../support/wait-for.ts';
import { Authority } from '../transport/certificates.ts';
import type { NatsServer } from '../transport/nats-server.ts';

const STRANGER = fileURLToPath(new URL('../../examples/course/javascript/broadcast.mjs', import.meta.url));
const SHORT = ['--nodes', '6', '--duration', '2s', '--scenario', 'normal', '--json'];

describe('the bench on agents', function () {
  this.timeout(120_000);
  const authority = new Authority('demo');
  let server: NatsServer;
  let agents: AgentProcess[];
  /** How a bench reaches them. */
  let reach: string[];

  before(async function () {
    needs(this, 'nats-server');
    server = await startAgentsServer(authority);
    const agent = async (name: string): Promise<AgentProcess> =>
      AgentProcess.start([
        '--nats',
        server.url,
        '--name',
        name,
        '--allow-bin',
        STRANGER,
        ...(await rights(name)),
      ]);
    agents = await Promise.all([agent('a1'), agent('a2')]);
    reach = ['--agents', server.url, ...(await rights('commander'))];
  });
  afterEach(killBenches);
  after(async () => {
    killPrograms();
    authority.remove();
    await (server as NatsServer | undefined)?.remove();
  });

  const rights = (name: string): Promise<string[]> => rightsOf(name, authority);

  it("measures strangers' nodes that the agents may run", async () => {
    const load = ['--workload', 'broadcast', '--latency', '5ms', '--duration', '1s'];
    const [run] = reportOf(await bench(...SHORT, ...reach, ...load, '--bin', STRANGER)).runs;
    assert.deepEqual(run?.problems, []);
    assert.ok((run.broadcast?.stable ?? 0) > 20);
    assert.deepEqual(
      run.audit.map(({ what, agrees }) => [what, agrees]),
      [
        ['lines that agents got for nodes', true],
        ['lines that agents read from nodes', true],
      ],
    );
  });

  it('agrees with its own nodes, message by message, on a network that loses and is cut', async () => {
    const faults = ['--scenario', 'partition', '--loss', '5%', '--restarts', '1'];
    const ended = await bench(
      ...SHORT.filter((word) => word !== 'normal' && word !== '--scenario'),
      ...faults,
      ...reach,
    );
    const [run] = reportOf(ended).runs;
    assert.deepEqual([ended.code, run?.problems], [0, []], ended.stderr);
    assert.ok(run !== undefined && run.audit.length > 10 && run.audit.every(({ agrees }) => agrees));
    assert.ok((run.messages.dropped['loss'] ?? 0) > 0 && (run.messages.dropped['partition'] ?? 0) > 0);
    assert.equal(run.messages.dropped['carrier'], 0);
    assert.deepEqual(
      run.agents?.map(({ name, nodes, gone }) => [name, nodes, gone]),
      [
        ['a1', ['n0', 'n2', 'n4'], null],
        ['a2', ['n1', 'n3', 'n5'], null],
      ],
    );
    for (const { linesToNodes, linesFromNodes } of run.agents ?? [])
      for (const { sent, arrived } of [linesToNodes, linesFromNodes])
        assert.ok(sent > 100 && arrived === sent);
  });

  it('goes on without an agent that is killed, names it, and leaves no process behind', async () => {
    const running = new BenchProcess([...SHORT, ...reach, '--duration', '3s']);
    const url = await waitFor('the metrics', () => /http:\S+/.exec(running.stderr)?.[0], 30_000);
    const loaded = /gossip_bench_operations_total\{op="write",result="ok"\} [1-9]\d/;
    const isLoaded = async (): Promise<boolean> => loaded.test(await (await fetch(url)).text());
    await waitFor('some operations', isLoaded, 30_000);
    const [, killed] = agents;
    await killed?.stop('SIGKILL');
    const ended = await running.ended;
    const [run] = reportOf(ended).runs;
    assert.equal(ended.code, 1);
    assert.match(
      run?.problems[0] ?? '',
      /^agent a2 \(.*\) was not heard of for 5 s, from \d\.\d s into the load on, and its nodes n1 n3 n5 were down from then: \d+ operations at them failed$/,
    );
    assert.ok(run !== undefined && !run.interrupted);
    assert.ok((run.availability?.whileDown ?? 0) > 0);
    assert.equal(run.availability?.failed, 0);
    assert.deepEqual(
      run.audit.filter(({ agrees }) => !agrees),
      [],
    );
    assert.equal(run.finalState?.lost.count, 0);
    assert.ok(run.settledMs !== null, 'those that are left agree');
    const left = agents[0]?.child.pid ?? 0;
    await waitFor('its nodes to end', () => descendantsOf(left).length === 0);
  });

  it('lets no agent speak to another in the name of a bench, hear its orders, or answer in its name', async () => {
    const { ca, cert, key } = await authority.files('a1');
    const tls = { caFile: ca, certFile: cert, keyFile: key };
    const nats = await connect({ servers: server.url, tls, inboxPrefix: '_INBOX_a1' });
    const refused: string[] = [];
    void (async () => {
      for await (const { type, ...status } of nats.status())
        if (type === 'error' && 'error' in status) refused.push(status.error.message);
    })();
    for (const subject of ['calls.s', 'to.a2.a2.s', 'to.a1.a1.s', 'from.s.a2.a2'])
      nats.publish(`gossipscope_host.${subject}`, 'x');
    nats.publish('gossipscope_host.from.s.a1.a1', 'x');
    for (const subject of ['to.a2.*.*', 'to.>', 'from.>', 'from.*.a1.*'])
      nats.subscribe(`gossipscope_host.${subject}`, { callback: () => undefined });
    await nats.flush();
    await waitFor('the server to refuse', () => refused.length >= 8);
    await nats.close();
    assert.equal(refused.length, 8, refused.join('\n'));
  });
});
