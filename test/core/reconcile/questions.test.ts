/** When a replica asks with coded symbols in place of its vector, and with how many: what peers said of late decides. */

import assert from 'node:assert/strict';
import { prng } from '../../../src/base/prng.ts';
import { DEFAULT_GOSSIP, type ReplicaConfig } from '../../../src/core/config.ts';
import { ReconcileQuestions, symbolsFor } from '../../../src/core/reconcile/questions.ts';
import { ReplicaState } from '../../../src/core/state.ts';
import { SYMBOL_CHARS, type DifferenceState } from '../../../src/protocol/gossip.ts';
import type { NodeId, Origin } from '../../../src/protocol/names.ts';
import { entryWith } from '../entries.ts';

const [N1, N2, N3] = ['n1', 'n2', 'n3'] as NodeId[] as [NodeId, NodeId, NodeId];
const ME = 'n1#0' as Origin;
const ROWS = 40;
const NOW = 1000;

/** n1, which has seen something of so many origins. */
class Asker {
  readonly state: ReplicaState;
  readonly questions: ReconcileQuestions;

  constructor(changes: Partial<ReplicaConfig> = {}, rows = ROWS) {
    const config: ReplicaConfig = {
      ...{ ...DEFAULT_GOSSIP, antiEntropy: 'set-reconciliation' },
      ...{ node: N1, nodes: [N1, N2, N3], incarnation: 0, rng: prng(1) },
      ...changes,
    };
    this.state = new ReplicaState(config, { events: [], changes: undefined, gossip: () => undefined });
    for (let i = 0; i < rows; i++) this.state.seen.add(`o${i}#0` as Origin, 1);
    this.questions = new ReconcileQuestions(this.state);
  }

  /** With how many symbols it asks; undefined: with its vector. */
  ask(peer = N2, messages = 5): number | undefined {
    const symbols = this.questions.symbols(peer, messages);
    this.salt = symbols?.[0] ?? this.salt;
    return symbols === undefined ? undefined : symbols[2].length / SYMBOL_CHARS;
  }
  salt = -1;

  hears(
    count: number,
    state: DifferenceState,
    changes: { salt?: number; asker?: Origin; peer?: NodeId } = {},
  ): boolean {
    const { salt = this.salt, asker = ME, peer = N2 } = changes;
    return this.questions.took(peer, [asker, salt, count, state]);
  }
}

describe('a question by set reconciliation', () => {
  it('is asked where settings have it, of more rows than a few, and says which rows do not fit a symbol', () => {
    assert.equal(new Asker({ antiEntropy: 'version-vector' }).ask(), undefined);
    assert.equal(new Asker({ bounds: { codedRows: ROWS + 1 } }).ask(), undefined);
    const asker = new Asker({ bounds: { codedRows: ROWS } });
    assert.equal(asker.ask(), symbolsFor(1));
    assert.equal(asker.questions.symbols(N2, 5)?.length, 3, 'each row fits its symbol');
    asker.state.seen.add('o7#0' as Origin, 4);
    assert.deepEqual(asker.questions.symbols(N2, 5)?.[3], [['o7#0', 1, null, 0, [[4, 4]]]]);
  });

  it('goes whole where a stale read waits for what rows say, or where only neighbours are asked', () => {
    assert.equal(new Asker({ topology: 'given' }).ask(), undefined);
    const waiting = new Asker();
    waiting.state.reads.record('x', undefined, NOW, []);
    assert.notEqual(waiting.ask(), undefined, 'the read is not known to be stale');
    waiting.state.reads.arrived(entryWith({ acceptedAtMs: NOW - 1 }), []);
    assert.equal(waiting.ask(), undefined);
    // A large cluster calls a roll, which no row says anything of.
    const large = new Asker({ bounds: { rollCallNodes: 3 }, topology: 'given' });
    assert.notEqual(large.ask(), undefined);
  });

  it('has more symbols after one that was too few, by what the peer found, and fewer while little differs', () => {
    const asker = new Asker({}, 400);
    asker.ask();
    assert.ok(asker.hears(20, 'undecoded'));
    assert.equal(asker.ask(), symbolsFor(20));
    assert.ok(asker.hears(3, 'undecoded'));
    assert.equal(asker.ask(), symbolsFor(30), 'more than were too few, whatever the estimate');
    assert.equal(asker.hears(5, 'decoded'), false);
    assert.equal(asker.ask(), symbolsFor(15));
    assert.equal(asker.hears(11, 'decoded'), false);
    assert.equal(asker.ask(), symbolsFor(11));
    for (const count of [0, 0, 0, 0]) {
      asker.hears(count, 'decoded');
      asker.ask();
    }
    assert.equal(asker.ask(), symbolsFor(1));
  });

  it('goes whole where symbols would be longer than the vector or the bound, which halves what is expected', () => {
    const asker = new Asker();
    asker.ask();
    asker.hears(60, 'undecoded');
    assert.ok(symbolsFor(60) > (ROWS * 40) / SYMBOL_CHARS);
    assert.equal(asker.ask(), undefined);
    assert.equal(asker.ask(), symbolsFor(30));
    const bounded = new Asker({ bounds: { codedSymbols: symbolsFor(10) } }, 400);
    bounded.ask();
    bounded.hears(11, 'undecoded');
    assert.deepEqual([bounded.ask(), bounded.ask()], [undefined, symbolsFor(5)]);
  });

  it('is answered once, to the life that asked, and by whom it asked for writes', () => {
    const asker = new Asker();
    asker.ask();
    assert.equal(asker.hears(20, 'undecoded', { asker: 'n1#9' as Origin }), false);
    assert.equal(asker.hears(20, 'undecoded', { salt: asker.salt + 1 }), false);
    assert.equal(asker.hears(20, 'undecoded', { peer: N3 }), false);
    assert.equal(asker.hears(7, 'undecoded'), true);
    assert.equal(asker.hears(20, 'undecoded'), false, 'a copy');
    assert.equal(asker.ask(N2, 0), symbolsFor(7));
    assert.equal(asker.hears(20, 'undecoded'), false, 'no writes were asked for');
  });

  it('goes whole to who cannot answer it otherwise, until that answer has come to its end', () => {
    const asker = new Asker();
    asker.ask();
    assert.ok(asker.hears(1, 'vector'));
    assert.deepEqual([asker.ask(N2), asker.ask(N3)], [undefined, symbolsFor(1)]);
    asker.questions.ended(N3);
    assert.equal(asker.ask(N2), undefined);
    asker.questions.ended(N2);
    assert.equal(asker.ask(N2), symbolsFor(1));
    asker.hears(1, 'vector');
    asker.ask(N3);
    asker.questions.membersChanged();
    assert.equal(asker.hears(9, 'undecoded', { peer: N3 }), false, 'members are others: all is forgotten');
    assert.equal(asker.ask(N2), symbolsFor(1));
  });
});
