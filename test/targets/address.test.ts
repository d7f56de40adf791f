/** Addresses are refused before anything is connected to, and without a word of them; what a client has to be installed for is said where it is missing. */

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addressProblem } from '../../src/bin/flags/target.ts';
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

describe('the address of a store', () => {
  const problem = (target: string, ...replicas: string[]): string => {
    const found = addressProblem(target, replicas) ?? '';
    assert.ok(!found.includes('secret'), found);
    return found;
  };

  it('is taken with what its store understands behind host and port', () => {
    const known = [
      ...['redis://127.0.0.1', 'valkeys://u:p%40%2F@[::1]:1/3', 'etcd://h:1/', 'nats://u:p@h', 'REDIS://h'],
      ...['postgres://u:p@h/db?sslmode=require', 'mariadb://h/db', 'gossipscope://:t@h'],
    ];
    for (const address of known) assert.equal(problem(address, address), '', address);
  });

  it('is refused where it can hold a part of a password, or says what would not be done', () => {
    const quoting = [
      'redis://:secret%zz@h',
      'redis://u:12/secret@h',
      'redis://u:12?secret@h',
      'redis://h#secret',
    ];
    for (const address of quoting) {
      assert.match(problem(address), /^--target: .* are written %40/, address);
      assert.match(problem('redis://h', address), /^--replica: .* are written %40/, address);
    }
    for (const address of ['redis://:sec#ret@h', 'redis://h:99999', 'redis://:1'])
      assert.match(problem(address), /^--target is no address: the port .* are written %40/, address);
    for (const address of ['redis://', 'redis:///0', 'redis:h:1', 'postgres:///db'])
      assert.match(problem(address), /no host/, address);
    for (const address of ['redis://h/a', 'redis://h?db=3', 'etcd://h/a', 'nats://h?x=1', 'redis://h/0/1'])
      assert.match(problem(address), /not understood/, address);
    assert.match(problem('redis://h:0'), /no port 0/);
    assert.match(problem('http://h'), /begin with one of redis:/);
    assert.match(problem('redis://h', 'redis://a', 'redis://a:6379'), /a:6379 is named twice/);
    assert.match(problem('redis://h', 'redis://:se', 'cret@h'), /%2C/);
  });
});
