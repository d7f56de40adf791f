/** The rules of rumor mongering, one by one, at a node that is stepped by hand. */

import assert from 'node:assert/strict';
import type { Bounds } from '../../../src/core/bounds.ts';
import { DEFAULT_GOSSIP } from '../../../src/core/config.ts';
import { RumorMongering, type RumorExchange } from '../../../src/core/dissemination/rumor-mongering.ts';
import type { Entry } from '../../../src/core/store/entry.ts';
import type { NodeId } from '../../../src/protocol/names.ts';
import { arrive, HandHost, runUntil, writeOf } from './strategy-by-hand.ts';

function tellerOf(
  peers: readonly string[],
  {
    fanout = peers.length,
    bounds = {},
    rumorExchange = DEFAULT_GOSSIP.rumorExchange,
  }: {
    readonly fanout?: number;
    readonly bounds?: Partial<Bounds>;
    readonly rumorExchange?: RumorExchange;
  } = {},
): { host: HandHost; strategy: RumorMongering } {
  const host = new HandHost('n0', peers, bounds);
  const strategy = new RumorMongering(host.asHost, {
    fanout,
    roundIntervalMs: 100,
    rumorStopCount: 2,
    rumorExchange,
    rumorStop: DEFAULT_GOSSIP.rumorStop,
    graftAfterMs: 500,
  });
  return { host, strategy };
}

function accept({ host, strategy }: ReturnType<typeof tellerOf>, entry: Entry, now: number): void {
  host.logged.push(entry);
  strategy.accepted(entry, now);
}

/** Somebody knew those of n0's writes already. */
function known(node: ReturnType<typeof tellerOf>, now: number, from = 1, to = from): void {
  arrive(node, 'feedback', 'n1', now, { dots: [['n0', from, to]] });
}

describe('a rumor', () => {
  it('is told each round from the next on, until so many in a row have known it', () => {
    const node = tellerOf(['n1']);
    accept(node, writeOf('n0', 1), 50);
    assert.deepEqual(runUntil(node, 350), ['150 rumor n1: n01', '250 rumor n1: n01', '350 rumor n1: n01']);
    known(node, 360);
    assert.deepEqual(runUntil(node, 460), ['450 rumor n1: n01']);
    known(node, 470);
    assert.equal(node.strategy.dueAtMs, Infinity);
    known(node, 480);
    accept(node, writeOf('n0', 2), 500);
    assert.deepEqual(runUntil(node, 600), ['600 rumor n1: n02']);
  });

  it('goes with the round that others wait for already, and puts off none', () => {
    const node = tellerOf(['n1']);
    accept(node, writeOf('n0', 1), 50);
    accept(node, writeOf('n0', 2), 140);
    assert.deepEqual(runUntil(node, 200), ['150 rumor n1: n01 n02']);
    const asking = tellerOf(['n1'], { rumorExchange: 'push-pull' });
    assert.deepEqual(
      runUntil(asking, 100),
      ['0 pull n1: ', '100 pull n1: '],
      'it asks while it knows nothing',
    );
    accept(asking, writeOf('n0', 1), 150);
    assert.deepEqual(runUntil(asking, 200), ['200 pull n1: n01']);
    asking.host.logged.length = 0;
    assert.deepEqual(
      runUntil(asking, 400),
      ['300 pull n1: ', '400 pull n1: '],
      'it goes on when nothing is hot',
    );
  });

  it('counts anew after a round in which nobody knew it', () => {
    const node = tellerOf(['n1']);
    accept(node, writeOf('n0', 1), 0);
    runUntil(node, 100);
    known(node, 110);
    runUntil(node, 300);
    known(node, 310);
    assert.deepEqual(runUntil(node, 400), ['400 rumor n1: n01'], 'once in a row');
    known(node, 410);
    assert.equal(node.strategy.dueAtMs, Infinity);
  });

  it('goes to nobody who most likely does not hear it', () => {
    const node = tellerOf(['n1', 'n2', 'n3'], { fanout: 2 });
    node.host.suspected.add('n2' as NodeId);
    accept(node, writeOf('n0', 1), 0);
    assert.deepEqual(runUntil(node, 100).sort(), ['100 rumor n1: n01', '100 rumor n3: n01']);
    for (const peer of node.host.peers) node.host.suspected.add(peer);
    assert.deepEqual(runUntil(node, 200), []);
    node.host.suspected.clear();
    assert.equal(runUntil(node, 300).length, 2, 'it is still told when they are back');
  });

  it('goes to as many different peers as it may, drawn each round', () => {
    const node = tellerOf(['n1', 'n2', 'n3', 'n4'], { fanout: 3 });
    accept(node, writeOf('n0', 1), 0);
    const rounds = runUntil(node, 1000);
    assert.equal(new Set(rounds).size, 30, 'nobody twice in a round');
    assert.equal(new Set(rounds.map((text) => text.split(' ')[2])).size, 4);
    assert.deepEqual(runUntil(tellerOf([]), 1000), []);
    const few = tellerOf(['n1'], { fanout: 9 });
    accept(few, writeOf('n0', 1), 0);
    assert.deepEqual(runUntil(few, 100), ['100 rumor n1: n01']);
  });

  it('is told on by who hears it, who says that it knew it where it comes again, but not at once', () => {
    const node = tellerOf(['n1']);
    arrive(node, 'rumor', 'n2', 0, { fresh: [writeOf('n7', 1)] });
    assert.deepEqual(node.host.take(), []);
    const [entry] = node.host.logged;
    arrive(node, 'rumor', 'n3', 49, { duplicates: [entry as Entry] });
    assert.deepEqual(node.host.take(), [], 'in the same round it was news');
    const old = { origin: 'n8#0', seq: 3 } as never;
    arrive(node, 'rumor', 'n3', 49, { duplicates: [entry as Entry, old] });
    assert.deepEqual(node.host.take(), ['feedback n3: n8#0 3 3']);
    arrive(node, 'rumor', 'n3', 50, { duplicates: [entry as Entry] });
    assert.deepEqual(node.host.take(), ['feedback n3: n7#0 1 1']);
    arrive(node, 'delta', 'n3', 50, { duplicates: [entry as Entry] });
    assert.deepEqual(node.host.take(), [], 'that was no rumor');
    assert.deepEqual(runUntil(node, 100), ['100 rumor n1: n71']);
    arrive(node, 'digest', 'n3', 110, { dots: [['n7', 1, 1]] });
    arrive(node, 'digest', 'n3', 110, { dots: [['n7', 1, 1]] });
    assert.deepEqual(runUntil(node, 200), ['200 rumor n1: n71'], 'dots of a feedback are meant');
  });

  it('ends after so many rounds without a word', () => {
    const node = tellerOf(['n1'], { bounds: { rumorRounds: 3 } });
    accept(node, writeOf('n0', 1), 0);
    assert.equal(runUntil(node, 5000).length, 3);
    assert.equal(node.strategy.dueAtMs > 5000, true);
  });

  it('ends where all have it: the log has let it go', () => {
    const node = tellerOf(['n1']);
    accept(node, writeOf('n0', 1), 0);
    node.host.logged.length = 0;
    assert.deepEqual(runUntil(node, 100), []);
  });

  it('is one of so many at most: the oldest goes', () => {
    const node = tellerOf(['n1'], { bounds: { hotRumors: 2 } });
    for (const seq of [1, 2, 3]) accept(node, writeOf('n0', seq), 0);
    assert.deepEqual(node.host.take(), ['dropped hot_rumors']);
    assert.deepEqual(runUntil(node, 100), ['100 rumor n1: n02 n03']);
  });

  it('takes its turn where there are more than a message holds, unless it was overwritten', () => {
    const node = tellerOf(['n1'], { bounds: { messageEntries: 2 } });
    const entries = [1, 2, 3, 4, 5].map((seq) => writeOf('n0', seq));
    for (const entry of entries) accept(node, entry, 0);
    node.host.overwritten.add(entries[2] as Entry);
    assert.deepEqual(runUntil(node, 400), [
      '100 rumor n1: n01 n02',
      '200 dropped hot_rumors',
      '200 rumor n1: n04 n05',
      '300 rumor n1: n01 n02',
      '400 rumor n1: n04 n05',
    ]);
    known(node, 410, 4, 5);
    known(node, 420, 4, 5);
    node.host.overwritten.add(entries[0] as Entry);
    assert.deepEqual(runUntil(node, 500), ['500 rumor n1: n01 n02'], 'they are few again');
  });
});
