/** The receiver within the bench, spoken to over real sockets: what it takes in, and what it refuses. */

import assert from 'node:assert/strict';
import { readExport } from '../../../src/bench/traces/otlp-spans.ts';
import { startReceiver, type Receiver } from '../../../src/bench/traces/receiver.ts';

describe('the receiver of traces', () => {
  const bodies: string[] = [];
  let receiver: Receiver;
  before(async () => {
    receiver = await startReceiver((body, contentType) => {
      readExport(body, contentType);
      bodies.push(body.toString());
    });
  });
  after(() => receiver.close());

  const post = async (body: string | Uint8Array<ArrayBuffer>, url = receiver.endpoint): Promise<number> =>
    (await fetch(url, { method: 'POST', body })).status;

  it('takes exports in', async () => {
    const empty = '{"resourceSpans":[]}';
    assert.equal(await post(empty), 200);
    assert.deepEqual(bodies, [empty]);
  });

  it('refuses what is no export, what is too large, and what is for somebody else', async () => {
    assert.equal(await post('no JSON'), 400);
    assert.equal(await post('{"resourceSpans":[{}]}'), 400);
    assert.equal(await post(new Uint8Array(16 * 2 ** 20 + 1)), 413);
    assert.equal(await post('{}', receiver.endpoint.replace('traces', 'logs')), 404);
    assert.equal((await fetch(receiver.endpoint)).status, 404);
    assert.equal(bodies.length, 1);
  });
});
