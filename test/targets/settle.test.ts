/** When the load may begin: once replicas follow, which a copy of everything does not show. */

import assert from 'node:assert/strict';
import { synchronised } from '../../src/targets/settle.ts';
import type { Endpoint } from '../../src/targets/store.ts';

const NOBODY = new AbortController().signal;

/** A primary, and a replica that takes one copy of it, looks at that for a while, and follows from then on: as a Redis, without its timing. */
function copiesFirst(looks: number): { writer: Endpoint; replica: Endpoint; isFollowing: () => boolean } {
  const primary = new Map<string, string>();
  let copy: ReadonlyMap<string, string> | undefined;
  let left = looks;
  const writer: Partial<Endpoint> = {
    name: 'primary',
    write: (key, value) => Promise.resolve(void primary.set(key, value)),
  };
  const replica: Partial<Endpoint> = {
    name: 'replica',
    read: (key) => {
      copy ??= new Map(primary);
      left -= 1;
      return Promise.resolve((left > 0 ? copy : primary).get(key));
    },
  };
  return {
    writer: writer as Endpoint,
    replica: replica as Endpoint,
    isFollowing: () => left <= 0,
  };
}

describe('a replica of a store', () => {
  it('is waited for until it follows, where it has taken a copy', async () => {
    const { writer, replica, isFollowing } = copiesFirst(4);
    assert.deepEqual(await synchronised(writer, [replica], ['k'], { valueBytes: 0, signal: NOBODY }), []);
    assert.ok(isFollowing());
  });
});
