/** The store over HTTP, by a real client: every value comes back as it was sent, and versions guard what somebody has seen. */

import assert from 'node:assert/strict';
import { killServices, ServeProcess } from '../../support/serve-process.ts';

describe('the key-value API', () => {
  let service: ServeProcess;
  before(async () => (service = await ServeProcess.start()));
  after(killServices);

  it('writes a new key with 201, another value with 204, and reads it with its version', async () => {
    const created = await service.put('x', '1');
    assert.deepEqual([created.status, created.text], [201, '']);
    const changed = await service.put('x', '2');
    assert.equal(changed.status, 204);
    assert.notEqual(changed.headers.get('etag'), created.headers.get('etag'));
    const read = await service.get('x');
    assert.deepEqual([read.status, read.text], [200, '2']);
    assert.equal(read.headers.get('etag'), changed.headers.get('etag'));
    assert.match(read.headers.get('content-type') ?? '', /^application\/json/);
  });

  const values = [
    ...['null', 'true', '""', '"ä\\u0000\\ud83d\\ude00"', '0', '-0', '1e400', '3.0', '[]', '{}'],
    ...[
      '9007199254740993',
      '123456789012345678901234567890.5',
      '{"a": 1, "a": 2}',
      '{"b": [1, {"a": null}]}',
    ],
    ...['["value", {"value": "body"}]', '{"body": {"value": 1}, "value": 2}', `"${'x'.repeat(100_000)}"`],
  ];
  for (const value of values) {
    it(`keeps ${value.slice(0, 40)} as it was sent`, async () => {
      await service.put('exact', value);
      const { status, text } = await service.get('exact');
      assert.equal(status, 200);
      // A text alone is kept as the text, whatever its spelling was.
      assert.equal(text, value.startsWith('"') ? JSON.stringify(JSON.parse(value)) : value);
    });
  }

  for (const key of [
    'a/b',
    'ä ö',
    '%',
    '?x=1#y',
    '1',
    '__proto__',
    'constructor',
    '..x',
    ' ',
    '\u{1f600}',
    'x'.repeat(1024),
  ]) {
    it(`takes the key ${JSON.stringify(key.slice(0, 40))}`, async () => {
      const value = JSON.stringify({ key });
      assert.equal((await service.put(key, value)).status, 201);
      assert.deepEqual(JSON.parse((await service.get(key)).text), { key });
    });
  }

  it('answers HEAD as GET, without the value', async () => {
    await service.put('head', '"value"');
    const { status, text, headers } = await service.ask('HEAD', '/v1/kv/head');
    assert.deepEqual([status, text, headers.get('content-length')], [200, '', '7']);
  });

  it('says that a key does not exist', async () => {
    const { status, problem } = await service.get('missing');
    assert.equal(status, 404);
    assert.deepEqual(problem, {
      type: 'urn:gossipscope:problem:key_not_found',
      title: 'There is no such key',
      status: 404,
      detail: 'there is no key "missing"',
    });
  });

  it('does not send again what the client has', async () => {
    const etag = (await service.put('cached', '1')).headers.get('etag') ?? '';
    const unchanged = await service.get('cached', { 'if-none-match': `"other", W/${etag}` });
    assert.deepEqual([unchanged.status, unchanged.text, unchanged.headers.get('etag')], [304, '', etag]);
    assert.equal((await service.get('cached', { 'if-none-match': '"other"' })).status, 200);
  });

  it('writes only over the version that the client has seen', async () => {
    const first = (await service.put('cas', '1')).headers.get('etag') ?? '';
    const second = await service.put('cas', '2', { 'if-match': first });
    assert.equal(second.status, 204);
    const late = await service.put('cas', '3', { 'if-match': first });
    assert.equal(late.status, 412);
    assert.equal(late.headers.get('etag'), second.headers.get('etag'));
    assert.match(late.problem?.detail ?? '', /^key "cas" has version .+-n1$/);
    assert.equal((await service.get('cas')).text, '2');
  });

  it('creates only what does not exist, and changes only what does', async () => {
    assert.equal((await service.put('new', '1', { 'if-match': '*' })).status, 412);
    assert.equal((await service.put('new', '1', { 'if-none-match': '*' })).status, 201);
    assert.equal((await service.put('new', '2', { 'if-none-match': '*' })).status, 412);
    assert.equal((await service.put('new', '3', { 'if-match': '*' })).status, 204);
    assert.equal((await service.get('new')).text, '3');
  });

  it('lets one of many win who write over the same version at once', async () => {
    const etag = (await service.put('race', '0')).headers.get('etag') ?? '';
    const all = await Promise.all(
      Array.from({ length: 50 }, (_, i) => service.put('race', String(i + 1), { 'if-match': etag })),
    );
    const winners = all.flatMap(({ status }, i) => (status === 204 ? [i + 1] : []));
    assert.equal(winners.length, 1);
    assert.ok(all.every(({ status }) => status === 204 || status === 412));
    assert.equal((await service.get('race')).text, String(winners[0]));
  });

  it('serves many clients at once, each its own answer', async () => {
    const names = Array.from({ length: 200 }, (_, i) => `many/${i}`);
    await Promise.all(names.map((name) => service.put(name, JSON.stringify(name))));
    const read = await Promise.all(names.map((name) => service.get(name)));
    assert.deepEqual(
      read.map(({ text }) => JSON.parse(text) as unknown),
      names,
    );
  });

  it('deletes a key, once, and only the version that the client has seen', async () => {
    const etag = (await service.put('gone', '1')).headers.get('etag') ?? '';
    assert.equal((await service.delete('gone', { 'if-match': '"another"' })).status, 412);
    const deleted = await service.delete('gone', { 'if-match': etag });
    assert.deepEqual([deleted.status, deleted.text], [204, '']);
    assert.equal((await service.get('gone')).status, 404);
    assert.equal((await service.delete('gone')).status, 404);
    assert.equal((await service.put('gone', '2', { 'if-none-match': '*' })).status, 201);
  });

  it('takes a write that is sent again with its idempotency key for the same write', async () => {
    const retry = { 'idempotency-key': 'a1b2' };
    const etag = (await service.put('once', '1')).headers.get('etag') ?? '';
    const first = await service.put('once', '2', { ...retry, 'if-match': etag });
    await service.put('once', '3');
    const again = await service.put('once', '2', { ...retry, 'if-match': etag });
    assert.deepEqual([again.status, again.headers.get('etag')], [204, first.headers.get('etag')]);
    assert.equal((await service.get('once')).text, '3');
    const other = await service.put('once', '4', retry);
    assert.equal(other.status, 422);
    assert.match(other.problem?.detail ?? '', /used for another request/);
  });

  it('answers such a write as the first time where it named several versions, too', async () => {
    const etag = (await service.put('several', '1')).headers.get('etag') ?? '';
    const named = { 'idempotency-key': 'c3', 'if-match': `"another", ${etag}` };
    const first = await service.put('several', '2', named);
    const again = await service.put('several', '2', named);
    assert.deepEqual([first.status, again.status], [204, 204]);
    const written = first.headers.get('etag');
    assert.equal(again.headers.get('etag'), written);

    const spared = { 'idempotency-key': 'd4', 'if-none-match': `"another", ${written}` };
    assert.equal((await service.put('several', '3', spared)).status, 412);
    assert.equal((await service.put('several', '4')).status, 204);
    assert.equal((await service.put('several', '3', spared)).status, 412);
    assert.equal((await service.get('several')).text, '4');
  });
});
