/** Keys in order: pages that fit together, and an export of all of them, exact. */

import assert from 'node:assert/strict';
import { killServices, ServeProcess } from '../../support/serve-process.ts';

interface Page {
  readonly keys: readonly { readonly key: string; readonly version: string; readonly value?: unknown }[];
  readonly next?: string;
}

describe('listing keys', function () {
  this.timeout(30_000);
  let service: ServeProcess;
  const KEYS = Array.from({ length: 250 }, (_, i) => `k/${String(i).padStart(3, '0')}`);

  before(async () => {
    service = await ServeProcess.start();
    for (const key of KEYS.toReversed()) await service.put(key, `{"n": 9${key.slice(2)}0000000000000000001}`);
    for (const other of ['a', 'z', 'ä/1']) await service.put(other, '1');
    await service.put('gone', '1');
    await service.delete('gone');
  });
  after(killServices);

  const list = async (query: string): Promise<Page> =>
    JSON.parse((await service.ask('GET', `/v1/kv${query}`)).text) as Page;

  it('gives them in order, without what was deleted', async () => {
    const { keys, next } = await list('?limit=1000');
    assert.deepEqual(
      keys.map(({ key }) => key),
      ['a', ...KEYS, 'z', 'ä/1'],
    );
    assert.equal(next, undefined);
    assert.ok(keys.every(({ version }) => version.length > 5));
  });

  it('gives pages that join without a gap', async () => {
    const found: string[] = [];
    let page = await list('?prefix=k%2F&limit=100');
    found.push(...page.keys.map(({ key }) => key));
    while (page.next !== undefined) {
      page = await list(`?prefix=k%2F&limit=100&after=${encodeURIComponent(page.next)}`);
      found.push(...page.keys.map(({ key }) => key));
    }
    assert.deepEqual(found, KEYS);
  });

  it('exports everything as lines, each value exact', async () => {
    const { text, headers } = await service.ask('GET', '/v1/export?prefix=k%2F');
    assert.match(headers.get('content-type') ?? '', /^application\/x-ndjson/);
    const lines = text.trimEnd().split('\n');
    assert.equal(lines.length, KEYS.length);
    assert.match(
      lines[7] ?? '',
      /^\{"key": "k\/007", "version": "[^"]+", "value": \{"n": 90070000000000000000001\}\}$/,
    );
    assert.deepEqual(
      lines.map((line) => (JSON.parse(line) as { key: string }).key),
      KEYS,
    );
  });

  it('gives nothing where nothing begins so', async () => {
    assert.deepEqual(await list('?prefix=none'), { keys: [] });
    assert.equal((await service.ask('GET', '/v1/export?prefix=none')).text, '');
  });
});
