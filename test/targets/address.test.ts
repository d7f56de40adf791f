/** What a client has to be installed for is said where it is missing. */

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { optionalClient } from '../../src/targets/address.ts';
import { removeTemporaryDirectories, temporaryDirectory } from '../support/temporary-directory.ts';

describe('the client of a store', () => {
  after(removeTemporaryDirectories);

  it('is asked for where it or what it needs is missing, and no other fault passes for that', async () => {
    const folder = temporaryDirectory();
    const load = (client: string): Promise<unknown> =>
      optionalClient('hastydb', () => import(join(folder, client)));
    const missing = { name: 'StoreError', kind: 'no_client', message: /run "npm install hastydb"/ };
    await assert.rejects(load('absent.cjs'), missing);
    writeFileSync(join(folder, 'half.cjs'), `require('gossipscope-has-no-such-package');`);
    await assert.rejects(load('half.cjs'), missing);
    writeFileSync(join(folder, 'broken.cjs'), `throw new TypeError('a fault');`);
    await assert.rejects(load('broken.cjs'), { name: 'TypeError', message: 'a fault' });
  });
});
