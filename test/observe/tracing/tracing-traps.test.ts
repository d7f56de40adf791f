/** The traps of OpenTelemetry, in a process of its own: nothing of it may reach stdout, and it may not keep the process. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { startOtlpReceiver } from '../../support/otlp-receiver.ts';

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The fields of the log line that it ends with. */
  readonly stopped: Readonly<Record<string, unknown>> | undefined;
}

describe('a traced process', () => {
  let dir = '';

  before(async () => {
    dir = mkdtempSync(join(tmpdir(), 'gossipscope-traced-'));
    // As build.mjs bundles the node.
    await build({
      ...{
        entryPoints: [join(import.meta.dirname, '../../support/traced-process.ts')],
        outdir: dir,
        bundle: true,
      },
      ...{
        splitting: true,
        format: 'esm',
        platform: 'node',
        target: 'node20',
        mainFields: ['module', 'main'],
      },
      ...{ outExtension: { '.js': '.mjs' }, logLevel: 'warning' },
      banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
    });
  });

  after(() => rmSync(dir, { recursive: true, force: true }));

  const run = async (env: Record<string, string>): Promise<Ended> => {
    const clean = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !name.startsWith('OTEL_')),
    );
    const child = spawn(process.execPath, [join(dir, 'traced-process.mjs')], { env: { ...clean, ...env } });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number | null];
    const last = stderr.split('\n').find((line) => line.includes('"msg":"stopped"'));
    const stopped = last === undefined ? undefined : (JSON.parse(last) as Record<string, unknown>);
    return { code, stdout, stderr, stopped };
  };

  /** Ended in good order, with nothing but messages on stdout. */
  const assertClean = ({ code, stdout, stderr }: Ended): void => {
    assert.equal(stdout, '{"message": 1}\n', stderr);
    assert.equal(code, 0, stderr);
    assert.doesNotMatch(stderr, /unhandled rejection/);
  };

  /** Within its limit: without one it takes 7.5 s to 10 s. */
  const assertBounded = ({ stopped }: Ended): void => assert.ok(Number(stopped?.['tookMs']) < 3000);

  it('exports to a collector, and stops', async () => {
    const receiver = await startOtlpReceiver();
    const ended = await run({
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    });
    assertClean(ended);
    assert.equal(receiver.spans[0]?.name, 'gossip.write');
    assert.equal(ended.stopped?.['dropped'], 0);
    assert.deepEqual(
      receiver.requests.map(({ path }) => path),
      ['/v1/traces'],
      'no metrics, no logs',
    );
    await receiver.close();
  });

  it('keeps the console exporter off stdout', async () => {
    const ended = await run({ OTEL_TRACES_EXPORTER: 'console' });
    assertClean(ended);
    assert.match(ended.stderr, /gossip\.write/);
  });

  for (const level of ['debug', 'info', 'all']) {
    it(`keeps OTEL_LOG_LEVEL=${level} off stdout`, async () => {
      const ended = await run({ OTEL_LOG_LEVEL: level, OTEL_TRACES_EXPORTER: 'console' });
      assertClean(ended);
      if (level !== 'info') assert.match(ended.stderr, /Registered a global for trace/);
    });
  }

  it('stops in time without a collector', async () => {
    const ended = await run({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' });
    assertClean(ended);
    assertBounded(ended);
  });

  it('stops in time with a collector that never answers', async () => {
    const blackHole = await startBlackHole();
    const ended = await run({ OTEL_EXPORTER_OTLP_ENDPOINT: blackHole.endpoint });
    assertClean(ended);
    assertBounded(ended);
    await blackHole.close();
  });

  it('lives with an endpoint that is no address', async () => {
    const ended = await run({ OTEL_EXPORTER_OTLP_ENDPOINT: 'nonsense' });
    assertClean(ended);
    assertBounded(ended);
  });

  it('does without the SDK when it is disabled after all', async () => {
    assertClean(await run({ OTEL_SDK_DISABLED: 'true', OTEL_TRACES_EXPORTER: 'console' }));
  });
});

/** Takes connections, and never says anything. */
async function startBlackHole(): Promise<{ endpoint: string; close: () => Promise<void> }> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => sockets.add(socket.on('error', () => undefined)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
