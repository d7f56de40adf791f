/**
 * Simulations on agents, with real processes and a real NATS server that has the permissions of deploy/nats/agents.conf: whatever becomes of
 * agents and server, the result is that of one machine; and nobody does what is another's.
 */

import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, appendFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { callIn } from '../../../src/bin/queue/call.ts';
import { decodeJob, type AnyJob } from '../../../src/bin/queue/job.ts';
import { encodeResult } from '../../../src/bin/queue/result.ts';
import { NO_RUNS } from '../../../src/simulate/swarm.ts';
import { AgentProcess, killPrograms, Program } from '../../support/agent-process.ts';
import { rightsOf, startAgentsServer } from '../../support/agents-server.ts';
import { needs } from '../../support/needs.ts';
import { waitFor } from '../../support/wait-for.ts';
import { Authority } from '../../transport/certificates.ts';
import type { NatsServer } from '../../transport/nats-server.ts';

const ROOT = join(import.meta.dirname, '../../..');
/** It has the certificates of this cluster in it. */
const CLUSTER = 'demo';
/** A command takes seconds. Who hangs is named, with what it said. */
const COMMAND_LIMIT_MS = 180_000;
const SWARM = ['simulate', '--swarm', '24', '--seed', '5', '--json'];

describe('work on agents', function () {
  this.timeout(600_000);
  const authority = new Authority(CLUSTER);
  let server: NatsServer;

  before(async function () {
    needs(this, 'nats-server');
    server = await startAgentsServer(authority);
  });
  after(async () => {
    authority.remove();
    await (server as NatsServer | undefined)?.remove();
  });

  afterEach(killPrograms);

  const rights = (name: string): Promise<string[]> => rightsOf(name, authority);
  async function agent(name: string, bin?: string): Promise<AgentProcess> {
    return AgentProcess.start(['--nats', server.url, '--name', name, ...(await rights(name))], bin);
  }
  async function asking(args: readonly string[], bin?: string): Promise<Program> {
    return new Program([...args, '--agents', server.url, ...(await rights('commander'))], bin);
  }
  async function client(name: string): Promise<{ nats: NatsConnection; refused: string[] }> {
    const { ca, cert, key } = await authority.files(name);
    const nats = await connect({
      servers: server.url,
      tls: { caFile: ca, certFile: cert, keyFile: key },
      inboxPrefix: `_INBOX_${name}`,
    });
    const refused: string[] = [];
    void (async () => {
      for await (const status of nats.status())
        if (status.type === 'error') refused.push(status.error.message);
    })();
    return { nats, refused };
  }

  it('gives what one machine gives, with an agent killed, one started again, and the server, too', async () => {
    const here = new Program(SWARM);
    const asked = await asking(SWARM);
    const lost = await agent('a1');
    await waitFor('a job that is done', async () => (await lost.jobs('done')) > 0, 30_000);
    await lost.stop('SIGKILL');
    const [second] = await Promise.all([agent('a2'), agent('a3')]);
    await waitFor('a job of the second', async () => (await second.jobs('done')) > 0, 30_000);
    assert.equal(await second.stop('SIGTERM'), 0, second.stderr);
    await agent('a2');
    // What the first one had is still to be given to another: the server goes in the middle of it.
    await server.kill();
    await server.resume();
    const code = await asked.ended;
    assert.equal(code, 0, asked.stderr);
    await here.ended;
    assert.equal(asked.stdout, here.stdout);
    // What the commander leaves behind: nothing.
    const { nats } = await client('commander');
    const { streams } = await jetstreamManager(nats);
    for (const name of ['GOSSIPSCOPE_JOBS', 'GOSSIPSCOPE_RESULTS'])
      assert.equal((await streams.info(name)).state.messages, 0, name);
    await nats.close();
  });

  it('gives the same sweep, the same repeats, the same recommendation and the same table', async () => {
    const small = ['--nodes', '3', '--rate', '20', '--duration', '500ms'];
    const commands = [
      ['simulate', ...small, '--sweep', 'strategy=relay,plumtree', '--repeat', '2', '--json'],
      [
        'tune',
        ...small,
        '--target',
        'convergence.p99<2s',
        '--seeds',
        '8',
        '--sweep',
        'strategy=relay,plumtree',
        '--json',
      ],
      ['simulate', '--reproduce', 'serf', '--repeat', '2'],
    ];
    const one = await agent('a1');
    for (const command of commands) {
      const [here, asked] = [new Program(command), await asking(command)];
      await Promise.all([here.endedWithin(COMMAND_LIMIT_MS), asked.endedWithin(COMMAND_LIMIT_MS)]);
      assert.ok(here.stdout.length > 1000, here.stderr);
      assert.equal(asked.stdout, here.stdout, asked.stderr);
    }
    assert.equal(await one.jobs('done', 'turn'), 12);
  });

  it('gives no work to an agent of another build, and both say so', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gossipscope-other-build-'));
    for (const part of ['bin', 'dist', 'package.json'])
      cpSync(join(ROOT, part), join(folder, part), { recursive: true });
    appendFileSync(join(folder, 'dist/simulation-worker.cjs'), '// another one\n');
    const old = await agent('a1');
    const asked = await asking(['simulate', '--swarm', '5m', '--json'], join(folder, 'bin/gossipscope'));
    await waitFor(
      'the refusal',
      () => /agent a1 gets no work: it runs gossipscope .* and this is/.test(asked.stderr),
      30_000,
    );
    assert.match(old.stderr, /run \w+ is not for this agent: it is of gossipscope .*; install the same one/);
    assert.equal(await asked.stop('SIGINT'), 130);
    assert.equal((JSON.parse(asked.stdout) as { runs: number }).runs, 0);
    rmSync(folder, { recursive: true });
  });

  it('binds each agent to its own name, and lets it read, change and forge nothing else', async () => {
    const { nats, refused } = await client('a1');
    const heard: string[] = [];
    const subjects = [
      '>',
      'gossipscope_sim.>',
      'gossipscope_sim.jobs.>',
      'gossipscope_sim.results.>',
      '_INBOX_a2.>',
      '_INBOX_commander.>',
      '$JS.>',
    ];
    for (const subject of subjects)
      nats.subscribe(subject, {
        callback: (error, message) => {
          if (error === null) heard.push(message.subject);
        },
      });
    const run = '0123456789abcdef';
    const forged = [
      `gossipscope_sim.results.${run}.a2.a2`,
      `gossipscope_sim.failures.${run}.a2.a2`,
      `gossipscope_sim.jobs.0123456789ab.${run}.0`,
      'gossipscope_sim.calls',
      ...['DELETE', 'PURGE', 'UPDATE', 'MSG.GET', 'MSG.DELETE', 'INFO', 'SNAPSHOT'].flatMap((what) =>
        ['JOBS', 'RESULTS', 'FAILURES'].map((stream) => `$JS.API.STREAM.${what}.GOSSIPSCOPE_${stream}`),
      ),
      '$JS.API.STREAM.CREATE.MINE',
      '$JS.API.STREAM.LIST',
      '$JS.API.DIRECT.GET.GOSSIPSCOPE_JOBS',
      '$JS.API.CONSUMER.CREATE.GOSSIPSCOPE_JOBS.mine.gossipscope_sim.jobs.>',
      '$JS.API.CONSUMER.DURABLE.CREATE.GOSSIPSCOPE_RESULTS.mine',
      '$JS.API.CONSUMER.DELETE.GOSSIPSCOPE_JOBS.mine',
      '$JS.API.CONSUMER.MSG.NEXT.GOSSIPSCOPE_RESULTS.mine',
      '$JS.ACK.GOSSIPSCOPE_RESULTS.mine.1.1.1.1.1',
    ];
    for (const subject of forged) nats.publish(subject, '{}', { reply: '_INBOX_a1.answer' });
    await nats.flush();
    const all = [...subjects, ...forged];
    await waitFor('all refusals', () => refused.length >= all.length).catch(() => undefined);
    assert.deepEqual(
      all.filter((subject) => !refused.some((text) => text.includes(`"${subject}"`))),
      [],
    );
    assert.deepEqual(heard, []);
    await nats.close();
    const asking = new Program([...SWARM, '--agents', server.url, ...(await rights('a1'))]);
    assert.equal(await asking.ended, 3);
    assert.match(
      asking.stderr,
      /^error: the NATS server does not permit commander to publish to \$JS\.API\./,
    );
  });

  it('takes nothing for an answer that is none, asks again, and says what fails and how to replay it', async () => {
    const { nats, refused } = await client('a1');
    const calls = nats.subscribe('gossipscope_sim.calls');
    const asked = await asking(['simulate', '--swarm', '2', '--seed', '5']);
    const program = await (async () => {
      for await (const call of calls) return callIn(call.string())?.program.id ?? '';
      return '';
    })();
    const jobs = await jetstream(nats).consumers.get('GOSSIPSCOPE_JOBS', `agents-${program}`);
    const answer = async (answerOf: (job: AnyJob) => unknown): Promise<number> => {
      const message = await jobs.next({ expires: 60_000 });
      assert.ok(message);
      const job = decodeJob(message.string());
      assert.ok(typeof job === 'object');
      const result = encodeResult({ job: job.job, answer: answerOf(job) });
      await jetstream(nats).publish(`gossipscope_sim.results.${job.run}.a1.impostor`, result);
      message.ack();
      return job.attempt;
    };
    const seed = 6;
    const failure = { seed, description: 'normal: nothing special', problems: ['a write was lost'] };
    assert.equal(await answer(() => ({ ...NO_RUNS, done: 7 })), 0);
    assert.equal(await answer(() => ({ ...NO_RUNS, done: 1, failure })), 0);
    // What was answered with nonsense is asked for again.
    assert.equal(await answer(() => ({ ...NO_RUNS, done: 1 })), 1);
    assert.equal(await asked.ended, 1, asked.stderr);
    assert.match(asked.stderr, /an agent's answer is not taken: it has 7 of 1 runs/);
    assert.match(
      asked.stdout,
      /^✗ seed 6 fails.*\n {2}a write was lost\nreplay: gossipscope simulate --swarm 1 --seed 6$/m,
    );
    assert.deepEqual(refused, []);
    await nats.close();
  });

  it('stays on this machine without TLS, unless that is said to be meant', async () => {
    for (const args of [
      ['agent', '--nats', 'nats.example.org'],
      ['simulate', '--swarm', '2', '--agents', 'nats://192.0.2.1:4222'],
    ]) {
      const refused = new Program(args);
      assert.equal(await refused.ended, 3);
      assert.match(
        refused.stderr,
        /^error: NATS in the clear stays on this machine, .*: use TLS \(--ca\), or --insecure/,
      );
    }
  });

  it('has a configuration whose every permission names what is ours', () => {
    const config = readFileSync(join(ROOT, 'deploy/nats/agents.conf'), 'utf8');
    for (const [, subject = ''] of config.matchAll(/"(\$JS\.API\.\S+)"/g))
      assert.match(subject, /\.GOSSIPSCOPE_(JOBS|RESULTS|FAILURES)\b|^\$JS\.API\.INFO$/);
  });
});
