/** Whatever a client sends wrong: one problem that says what is wrong and what to do, and the service lives on. */

import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { PROBLEMS, type ProblemName } from '../../../src/host/serve/api/problems.ts';
import { killServices, ServeProcess, type Answered } from '../../support/serve-process.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const X = '/v1/kv/x';

type Case = readonly [
  what: string,
  ask: (service: ServeProcess) => Promise<Answered>,
  ProblemName,
  detail: RegExp,
];

const put =
  (body: string | Uint8Array, headers: Record<string, string> = JSON_TYPE) =>
  (service: ServeProcess) =>
    service.ask('PUT', X, { body, headers });
const get =
  (path: string, headers: Record<string, string> = {}) =>
  (service: ServeProcess) =>
    service.ask('GET', path, { headers });

const CASES: readonly Case[] = [
  ['no JSON', put('{"a":'), 'malformed_request', /^the body is not JSON \(.+\): send one JSON value$/],
  ['two values', put('1 2'), 'malformed_request', /not JSON/],
  ['an empty body', put(''), 'malformed_request', /body is (empty|missing)/],
  ['no UTF-8', put(new Uint8Array([0x22, 0xff, 0x22])), 'malformed_request', /not UTF-8/],
  [
    'too many values',
    put(`[${'1,'.repeat(300_000)}1]`),
    'malformed_request',
    /more than 250,000 JSON values/,
  ],
  [
    'too deep a value',
    put('['.repeat(1001) + ']'.repeat(1001)),
    'malformed_request',
    /more than 1,000 levels/,
  ],
  [
    'a form',
    put('a=1', { 'content-type': 'application/x-www-form-urlencoded' }),
    'unsupported_media_type',
    /application\/json/,
  ],
  ['no content type', put(new Uint8Array([0x31]), {}), 'unsupported_media_type', /application\/json/],
  ['a body of more than 1 MiB', put(`"${'x'.repeat(2 ** 20)}"`), 'body_too_large', /more than 1048576 bytes/],
  [
    'a key of more than 1024 bytes',
    get(`/v1/kv/${'x'.repeat(1025)}`),
    'key_too_long',
    /more than 1024 bytes/,
  ],
  [
    'such a key in another script',
    get(`/v1/kv/${encodeURIComponent('ä'.repeat(513))}`),
    'key_too_long',
    /1024/,
  ],
  ['no key', get('/v1/kv/'), 'malformed_request', /key is missing/],
  ['a path that is not encoded', get('/v1/kv/%ff'), 'malformed_request', /path cannot be read/],
  ['a version without quotes', get(X, { 'if-none-match': 'abc' }), 'malformed_request', /double quotes/],
  [
    'both conditions',
    put('1', { ...JSON_TYPE, 'if-match': '*', 'if-none-match': '*' }),
    'malformed_request',
    /exclude/,
  ],
  [
    'an idempotency key with a space',
    put('1', { ...JSON_TYPE, 'idempotency-key': 'a b' }),
    'malformed_request',
    /UUID/,
  ],
  ['an unknown parameter', get('/v1/kv?prefx=a'), 'malformed_request', /additional properties: prefx/],
  ['a limit that is no number', get('/v1/kv?limit=many'), 'malformed_request', /limit must be integer/],
  ['a limit beyond the limit', get('/v1/kv?limit=1001'), 'malformed_request', /limit must be <= 1000/],
  ['another path', get('/v2'), 'route_not_found', /openapi\.json/],
  [
    'another method',
    (service) => service.ask('POST', X, {}),
    'method_not_allowed',
    /POST .* use GET, HEAD, PUT, DELETE$/,
  ],
];

describe('the API, asked wrongly', function () {
  this.timeout(20_000);
  let service: ServeProcess;
  before(async () => {
    service = await ServeProcess.start();
    await service.put('x', '1');
  });
  after(killServices);

  for (const [what, ask, problem, detail] of CASES) {
    it(`says what is wrong with ${what}`, async () => {
      const { status, title } = PROBLEMS[problem];
      const answered = await ask(service);
      assert.equal(answered.status, status, answered.text);
      const {
        type,
        title: said,
        status: inBody,
        detail: why,
      } = answered.problem ?? assert.fail(answered.text);
      assert.deepEqual([type, said, inBody], [`urn:gossipscope:problem:${problem}`, title, status]);
      assert.match(why, detail);
      assert.doesNotMatch(why, /\n|undefined|at .*\.ts/);
    });
  }

  it('names the methods that there are', async () => {
    assert.equal((await service.ask('POST', X)).headers.get('allow'), 'GET, HEAD, PUT, DELETE');
  });

  /** What HTTP has no client for. */
  const raw = async (bytes: string): Promise<string> => {
    const { hostname, port } = new URL(service.url);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined).end(bytes);
    return text(socket).catch(() => '');
  };

  it('refuses what is no HTTP, and headers that are too large', async () => {
    const nonsense = await raw('hello\r\n\r\n');
    assert.match(nonsense, /^HTTP\/1\.1 400 .*\r\n[^]*malformed_request[^]*this is no HTTP request/);
    const large = await raw(`GET ${X} HTTP/1.1\r\nhost: a\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`);
    assert.match(large, /^HTTP\/1\.1 431 [^]*headers_too_large[^]*more than 16384 bytes/);
  });

  it('has counted what it refused, kept what it had, and logged no fault', async () => {
    assert.equal(await service.metric('gossip_api_refused_total', 'limit="headers"'), 1);
    assert.equal(await service.metric('gossip_api_refused_total', 'limit="malformed"'), 1);
    assert.ok((await service.metric('gossip_api_refused_total', 'limit="body"')) >= 1);
    assert.ok((await service.metric('gossip_api_refused_total', 'limit="key"')) >= 2);
    assert.equal((await service.get('x')).text, '1');
    assert.doesNotMatch(service.stderr, /a fault of this node/);
  });
});
