/** How a node process begins, ends, and what it says to a person. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { killAll, NODE_BIN, NodeProcess } from '../support/node-process.ts';
import { waitFor } from '../support/wait-for.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/gossipscope', import.meta.url));

function run(args: readonly string[], env: Record<string, string> = {}) {
  const options = { encoding: 'utf8', input: '', env: { ...process.env, ...env } } as const;
  return spawnSync(process.execPath, [PROGRAM, ...args], options);
}

describe('a node process', () => {
  afterEach(killAll);

  it('ends with stdin, with 0, after answering what it has read', async () => {
    const node = new NodeProcess();
    const init = {
      src: 'c0',
      dest: 'n1',
      body: { type: 'init', msg_id: 1, node_id: 'n1', node_ids: ['n1'] },
    };
    const report = { src: 'c0', dest: 'n1', body: { type: 'bench_report', msg_id: 2 } };
    assert.equal(await node.end(`${JSON.stringify(init)}\n${JSON.stringify(report)}\n`), 0);
    assert.deepEqual(
      node.messages.map(({ body }) => body.type),
      ['init_ok', 'bench_report_ok'],
    );
  });

  it('ends with 0 when it was never initialised', async () => {
    assert.equal(await new NodeProcess().end(), 0);
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`ends with 0 on ${signal}`, async () => {
      const node = await new NodeProcess().init();
      node.child.kill(signal);
      const [code] = (await once(node.child, 'close')) as [number];
      assert.equal(code, 0);
    });
  }

  it('ends when nobody reads its replies any more', async () => {
    const node = await new NodeProcess().init();
    node.child.stdout?.destroy();
    const exited = once(node.child, 'exit');
    const again = setInterval(
      () => node.send({ src: 'c1', dest: 'n1', body: { type: 'read', key: 1, msg_id: 9 } }),
      5,
    );
    await exited;
    clearInterval(again);
  });

  it('takes another port when its own is taken, and lives', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address() as { port: number };
    const node = await new NodeProcess({ args: ['--metrics-port', String(port)] }).init();
    const response = await fetch(await node.metricsUrl());
    assert.match(
      await response.text(),
      /gossip_node_info\{node="n1",strategy="direct-mail",workload="kv"\} 1/,
    );
    assert.ok(
      node.logs.some(({ level, msg }) => level === 'warn' && String(msg).includes(`port ${port} is taken`)),
    );
    assert.equal(await node.end(), 0);
    holder.close();
  });

  it('takes the port of its place in node_ids', async () => {
    const free = createServer().listen(0, '127.0.0.1');
    await once(free, 'listening');
    const { port } = free.address() as { port: number };
    free.close();
    await once(free, 'close');
    const node = await new NodeProcess({ args: ['--metrics-port', String(port - 2)] }).init('n3', [
      'n1',
      'n2',
      'n3',
    ]);
    assert.equal(await node.metricsUrl(), `http://127.0.0.1:${port}/metrics`);
  });

  it('is unhealthy before init and healthy after', async () => {
    const node = new NodeProcess();
    const url = (await node.metricsUrl()).replace('/metrics', '/healthz');
    assert.equal((await fetch(url)).status, 503);
    await node.init();
    await waitFor('health', async () => (await fetch(url)).status === 200);
  });

  it('says what to do when the build is missing', () => {
    const folder = mkdtempSync(join(tmpdir(), 'gossipscope-'));
    cpSync(join(NODE_BIN, '..'), join(folder, 'bin'), { recursive: true });
    cpSync(join(NODE_BIN, '../../package.json'), join(folder, 'package.json'));
    const { status, stderr } = spawnSync(process.execPath, [join(folder, 'bin/gossipscope-node')], {
      encoding: 'utf8',
    });
    assert.equal(status, 3);
    assert.match(stderr, /npm ci && npm run build/);
    assert.doesNotMatch(stderr, / at /);
  });
});

describe('settings of a node', () => {
  const bad: [string, readonly string[], Record<string, string>, RegExp][] = [
    ['a duration that is none', ['--flush-interval', 'soon'], {}, /--flush-interval.*20ms/s],
    ['a port out of range', ['--metrics-port', '99999'], {}, /--metrics-port.*0 to 65535/s],
    ['an unknown strategy', ['--strategy', 'telepathy'], {}, /--strategy.*direct-mail/s],
    ['an unknown flag', ['--fanout-of-doom'], {}, /unknown option.*--help/s],
    [
      'a switch that is neither on nor off',
      [],
      { GOSSIP_TRACE_SENDS: 'no' },
      /GOSSIP_TRACE_SENDS.*true or false/s,
    ],
    [
      'clocks as far apart as versions may lead',
      ['--max-clock-ahead', '7h'],
      {},
      /--max-clock-ahead.*21600s/s,
    ],
    ['a bad variable', [], { GOSSIP_ACK_DELAY: 'x' }, /GOSSIP_ACK_DELAY/],
  ];
  for (const [what, args, env, expected] of bad) {
    it(`refuses ${what}, without a stack trace`, () => {
      const { status, stderr, stdout } = run(['node', ...args], env);
      assert.equal(status, 2);
      assert.match(stderr, expected);
      assert.doesNotMatch(stderr, /\n\s+at /);
      assert.equal(stdout, '');
    });
  }

  it('teaches with --help: every flag with its variable, unit and default', () => {
    const { status, stdout } = run(['node', '--help']);
    assert.equal(status, 0);
    for (const word of ['--flush-interval <time>', 'GOSSIP_FLUSH_INTERVAL', '10ms', 'maelstrom test']) {
      assert.ok(stdout.replace(/\s+/g, ' ').includes(word), word);
    }
  });

  it('lets a flag win over its variable', async () => {
    const node = await new NodeProcess({
      args: ['--metrics-port', '0', '--log-level', 'info'],
      env: { GOSSIP_LOG_LEVEL: 'silent', GOSSIP_METRICS_PORT: '7' },
    }).init();
    assert.doesNotMatch(await node.metricsUrl(), /:7\//);
    killAll();
  });
});
