/** How a service starts and ends: wrong flags and files get one line, and SIGTERM loses nothing that was under way. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { killServices, ServeProcess } from '../../support/serve-process.ts';
import { waitFor } from '../../support/wait-for.ts';

describe('gossipscope serve', function () {
  this.timeout(20_000);
  afterEach(killServices);

  const ended = async (args: readonly string[], peers?: string): Promise<[number | null, string]> => {
    const service = new ServeProcess({ args, ...(peers !== undefined && { peers }) });
    return [await service.ended, service.stderr];
  };

  const usage: readonly (readonly [what: string, args: readonly string[], said: RegExp, peers?: string])[] = [
    [
      'peers without this node',
      [],
      /--peers does not name this node, n1: add n1=host:port/,
      'n2=127.0.0.1:7402',
    ],
    [
      'TLS without certificates',
      ['--transport', 'tls'],
      /needs --certs, or --ca, --cert and --key.*gossipscope certs/,
    ],
    ['certificates for TCP', ['--transport', 'tcp', '--ca', 'ca.crt'], /uses no certificates/],
    ['half a pair', ['--api-cert', 'a.crt'], /--api-cert and --api-key go together/],
    [
      'messages that have to be there at once',
      ['--bounds', 'messageAgeMs=200'],
      /messageAgeMs=200 is too short between machines.*give 1000 or more, the same at every node/,
    ],
    [
      'to join where nobody can be reached',
      ['--join', 'n2=:7402', '--address', '127.0.0.1:7401'],
      /--join names :7402 for n2, where nobody can be reached: n2=10\.0\.0\.1:7400/,
    ],
    [
      'a name without an address where no server knows it',
      ['--bootstrap', '--join', 'n1,n2'],
      /where is n1\? n1=10\.0\.0\.1:7400; only with --transport nats its name is enough/,
    ],
    [
      'to join itself',
      ['--join', 'n1=127.0.0.1:7401'],
      /--join names this node alone, n1: name others, which are members already/,
    ],
    ['NATS without a server', ['--transport', 'nats'], /needs its servers: --nats nats:/],
    [
      'an API in the clear for everybody',
      ['--api', '0.0.0.0:0'],
      /listens beyond this machine \(0\.0\.0\.0\) in the clear.*--insecure/,
    ],
    [
      'an API without tokens for everybody',
      ['--api', ':0', '--api-cert', 'a', '--api-key', 'b'],
      /\(every address\) without tokens/,
    ],
  ];
  for (const [what, args, said, peers] of usage) {
    it(`refuses ${what}, with exit code 2`, async () => {
      const [code, stderr] = await ended(args, peers);
      assert.match(stderr, said);
      assert.equal(code, 2);
      assert.doesNotMatch(stderr, /\n\s+at /);
    });
  }

  it('says where a port is taken, with exit code 3', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const [code, stderr] = await ended(['--api', `127.0.0.1:${port}`]);
    assert.equal(code, 3);
    assert.match(
      stderr,
      /error: the API cannot listen on 127\.0\.0\.1:\d+: the port is taken; choose another address with --api\n$/,
    );
    taken.close();
  });

  it('says what is wrong with the certificate of the API, with exit code 3', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gossipscope-api-'));
    const [cert, key] = [join(folder, 'a.crt'), join(folder, 'a.key')];
    writeFileSync(cert, 'nothing');
    const args = ['--api-cert', cert, '--api-key', key];
    assert.match((await ended(args))[1], /^error: .*a\.key cannot be read: ENOENT.*\n$/);
    writeFileSync(key, 'secret');
    const [code, stderr] = await ended(args);
    assert.match(stderr, /^error: .*a\.crt is no certificate: .*BEGIN CERTIFICATE\n$/);
    assert.equal(code, 3);
    rmSync(folder, { recursive: true });
  });

  it('drains at SIGTERM: not ready first, then the request under way is answered, and the exit code is 0', async () => {
    const service = await ServeProcess.start({ args: ['--drain-delay', '1s'] });
    const { hostname, port } = new URL(service.url);
    const socket = connect(Number(port), hostname);
    socket.write(
      'PUT /v1/kv/x HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 3\r\n\r\n[1',
    );
    await waitFor('the request', async () => (await service.metric('gossip_api_requests_in_flight')) === 2);
    service.child.kill('SIGTERM');
    const ready = await waitFor('no', async () => {
      const answered = await service.ask('GET', '/readyz');
      return answered.status === 503 && answered;
    });
    assert.match(ready.problem?.detail ?? '', /shutting down/);
    assert.equal((await service.ask('GET', '/healthz')).status, 200);
    assert.equal((await service.put('y', '2')).status, 201, 'who has not heard of it is served');
    await waitFor(
      'the end of the delay',
      async () => (await service.ask('GET', '/healthz').catch(() => null)) === null,
    );
    socket.write(']');
    assert.match(await text(socket), /^HTTP\/1\.1 201 /);
    assert.equal(await service.ended, 0);
    assert.match(service.stderr, /"msg":"draining".*"reason":"SIGTERM"[^]*"msg":"ended"/);
  });

  it('does not wait for requests longer than --drain', async () => {
    const service = await ServeProcess.start({ args: ['--drain', '300ms'] });
    const { hostname, port } = new URL(service.url);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    socket.write(
      'PUT /v1/kv/x HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 3\r\n\r\n[1',
    );
    await waitFor('the request', async () => (await service.metric('gossip_api_requests_in_flight')) === 2);
    assert.equal(await service.stop(), 0);
  });
});
