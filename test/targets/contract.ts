/**
 * What every store has to keep, whatever it is: run against a real server. A new store is a file in `src/targets/stores/`, and a file
 * beside this one that starts its servers and calls `keepsContract`.
 */

import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { USUAL_OPTIONS } from '../../src/bin/flags/target.ts';
import { StoreError, type Endpoint, type Store, type StoreOptions } from '../../src/targets/store.ts';
import { waitFor } from '../support/wait-for.ts';

export const ASYNCHRONOUS: StoreOptions = USUAL_OPTIONS;

export interface RealStore {
  readonly target: string;
  /** A replica that follows it. */
  readonly replica: string;
  /** Of the same kind, and nobody listens there. */
  readonly nowhere: string;
  /** The same with a password that is wrong, and what it is; undefined: anybody is let in. */
  readonly wrongPassword?: { readonly address: string; readonly password: string };
  /** How the product begins to say its name. */
  readonly product: RegExp;
  /** With these no read is stale, where there is one replica; undefined: there are no such options. */
  readonly fresh?: StoreOptions;
  /** The replicas that it tells, as `host:port`. */
  readonly tells: readonly string[];
  /** Whether a replica refuses writes. */
  readonly replicaRefusesWrites: boolean;
  /** A key of others; undefined: this store is looked at by no key. */
  readonly others?: {
    readonly key: string;
    /** Written by the store's own tools. */
    readonly set: (value: string) => void | Promise<void>;
    /** What grows with each write to the store, seen by its own tools. */
    readonly writes: () => unknown;
  };
  /** What there is of the place in the store, seen by its own tools. */
  readonly left: () => readonly string[] | Promise<readonly string[]>;
}

export const PLACE = 'gossipscope_contract';
const KEYS = ['0', '1', '2'];

/** A server may be behind even with what it was asked to do. */
async function nothingAt(endpoint: Endpoint): Promise<void> {
  await waitFor('the key to be gone', async () => (await endpoint.read('0')) === undefined, 20_000);
}

/** @param start called once, before the first test */
export function keepsContract(store: Store, start: () => Promise<RealStore>): void {
  let real: RealStore;
  const open: Endpoint[] = [];
  const connect = async (address: string, options = ASYNCHRONOUS): Promise<Endpoint> => {
    const endpoint = await store.connect(new URL(address), options, PLACE);
    open.push(endpoint);
    return endpoint;
  };
  before(async () => {
    real = await start();
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((endpoint) => endpoint.close()));
  });

  it('says what it is, who takes writes, and who its replicas are', async () => {
    const [primary, replica] = await Promise.all([connect(real.target), connect(real.replica)]);
    assert.match(await primary.product(), real.product);
    assert.equal(primary.name, new URL(real.target).host);
    assert.equal(await primary.isWritable(), true);
    assert.equal(await replica.isWritable(), !real.replicaRefusesWrites);
    const told = (await primary.replicas()).map((one) => new URL(one).host);
    assert.deepEqual(told.sort(), [...real.tells].sort());
  });

  it('writes, reads what was written, and shows it at the replica', async () => {
    const [primary, replica] = await Promise.all([connect(real.target), connect(real.replica)]);
    await primary.takePlace(KEYS);
    assert.equal(await primary.read('0'), undefined);
    await primary.write('0', '1.x');
    await primary.write('0', '2.x');
    await Promise.all(KEYS.slice(1).map((key) => primary.write(key, `3.${key}`)));
    const held = await Promise.all(KEYS.map((key) => primary.latest?.(key) ?? primary.read(key)));
    assert.deepEqual(held, ['2.x', '3.1', '3.2']);
    await waitFor('the replica to show it', async () => (await replica.read('2')) === '3.2');
    await primary.leavePlace(KEYS);
    await nothingAt(primary);
  });

  it('refuses a write at a replica, and says that it was not done', async () => {
    if (!real.replicaRefusesWrites) return;
    const [primary, replica] = await Promise.all([connect(real.target), connect(real.replica)]);
    await primary.takePlace(KEYS);
    await waitFor('the replica to have the place', () =>
      replica.write('0', '1.x').then(
        () => assert.fail('it was written'),
        (error: unknown) => error instanceof StoreError && error.isRefusal && /read_?only/.test(error.kind),
      ),
    );
    await primary.leavePlace(KEYS);
  });

  it('leaves nothing behind, and removes what a run has left that ended without a word', async () => {
    const gone = await connect(real.target);
    await gone.takePlace(KEYS);
    await gone.write('0', '1.x');
    assert.notDeepEqual(await real.left(), []);
    await gone.close();
    const next = await connect(real.target);
    await next.takePlace(KEYS);
    await nothingAt(next);
    await next.leavePlace(KEYS);
    assert.deepEqual(await real.left(), []);
  });

  it('lets no two runs into one place', async () => {
    const [first, second] = await Promise.all([connect(real.target), connect(real.target)]);
    await first.takePlace(KEYS);
    await first.write('0', '1.x');
    await assert.rejects(second.takePlace(KEYS), { name: 'StoreError', kind: 'in_use', message: /--prefix/ });
    assert.equal(await (first.latest?.('0') ?? first.read('0')), '1.x');
    await first.leavePlace(KEYS);
  });

  it('promises no fresh reads of its own accord, and where it does promise them, keeps that', async () => {
    const usual = await connect(real.target);
    assert.equal((await usual.claims(1)).neverStale, false);
    if (real.fresh === undefined) return;
    const [primary, replica] = await Promise.all([
      connect(real.target, real.fresh),
      connect(real.replica, real.fresh),
    ]);
    assert.equal((await primary.claims(1)).neverStale, true);
    await primary.takePlace(KEYS);
    for (let seq = 1; seq <= 50; seq++) {
      await primary.write('0', `${seq}.`);
      assert.equal(await replica.read('0'), `${seq}.`);
    }
    await primary.leavePlace(KEYS);
  });

  it('looks at a key of others without a write or a word of its value, or says why it does not', async () => {
    const { others } = real;
    if (others === undefined) {
      assert.match('refusal' in store.readOnly ? store.readOnly.refusal : '', /\w{4}/);
      return;
    }
    assert.ok('compares' in store.readOnly);
    const [primary, replica] = await Promise.all([connect(real.target), connect(real.replica)]);
    const look = (): Promise<string | undefined> => primary.look?.(others.key, 'primary') ?? assert.fail();
    const before = await look();
    const words: (string | undefined)[] = [before];
    for (const value of ['a-strangers-secret', 'another', 'a-strangers-secret']) {
      await others.set(value);
      const written: unknown = await others.writes();
      const word: string = (await look()) ?? assert.fail('it is there');
      await waitFor(
        'the replica to have it',
        async () => (await replica.look?.(others.key, 'replica')) === word,
        20_000,
      );
      assert.equal(await look(), word);
      assert.deepEqual(await others.writes(), written);
      assert.ok(!word.includes(value), word);
      words.push(word);
    }
    assert.equal(new Set(words).size, store.readOnly.compares === 'digests' ? 3 : 4);
    assert.deepEqual(await real.left(), []);
    if (real.replicaRefusesWrites)
      await assert.rejects(replica.look?.(others.key, 'primary') ?? Promise.resolve(), {
        kind: 'no_primary',
      });
  });

  it('says in one line why it cannot be reached, without the password', async () => {
    await assert.rejects(connect(real.nowhere), (error: unknown) => {
      assert.ok(error instanceof StoreError, String(error));
      assert.equal(error.kind, 'unreachable');
      assert.match(error.message, /ECONNREFUSED|refused/);
      return true;
    });
    const { wrongPassword } = real;
    if (wrongPassword === undefined) return;
    await assert.rejects(connect(wrongPassword.address), (error: unknown) => {
      assert.ok(error instanceof StoreError, String(error));
      assert.ok(!error.message.includes(wrongPassword.password), error.message);
      assert.doesNotMatch(error.message, /\n/);
      return true;
    });
  });

  it('keeps no process alive that has closed it', async () => {
    const endpoint = await connect(real.target);
    await endpoint.close();
    await pause(0);
    await assert.rejects(endpoint.read('0'), StoreError);
  });
}
