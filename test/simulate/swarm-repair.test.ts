/** A fault planted in repair is found by the swarm. A file of its own, for files are tested side by side. */

import assert from 'node:assert/strict';
import { Feed } from '../../src/core/store/feed.ts';
import { Pull } from '../../src/core/repair/pull.ts';
import type { GossipBody, WireAnswer } from '../../src/protocol/gossip.ts';
import { planted } from './planted-fault.ts';

/** Of a write that some replica does not hold, or of the time since when it does. */
const FALSE_CLAIM = /claims to hold .*, and does not|converged after .* (replicas lack it|it was after)/;

/** Runs with answers of several messages. Earlier ones show these faults as well, but take most of a minute to be made simpler. */
const MANY_ENTRIES = 11;

describe('the swarm, where repair is at fault', () => {
  /** What a message of an answer is taken for, in place of what it is. */
  type Misread = (answer: WireAnswer, body: GossipBody) => WireAnswer;

  async function plantedReading(misread: Misread, firstSeed?: number): Promise<string> {
    // oxlint-disable-next-line typescript/unbound-method -- called with the right `this`
    const sound = Pull.prototype.took;
    const took: Pull['took'] = function (this: Pull, body, ...rest): boolean {
      const { answer } = body;
      const read = answer === undefined ? body : { ...body, answer: misread(answer, body) };
      return sound.call(this, read, ...rest);
    };
    return planted(Pull.prototype, 'took', took, firstSeed);
  }

  it('finds a run of writes claimed before the head of the feed has come: the rest travels in another message', async () => {
    const found = await plantedReading(
      ([asker, after, to, state], { seen }) => [
        ...([asker, after, to] as const),
        seen === undefined ? state : 'head',
      ],
      MANY_ENTRIES,
    );
    assert.match(found, /--swarm 1 --seed \d+/);
    assert.match(found, FALSE_CLAIM);
  }).timeout(120_000);

  it('finds a lost message of an answer that is passed over', async () => {
    const found = await plantedReading(([asker, , to, state]) => [asker, 0, to, state], MANY_ENTRIES);
    assert.match(found, FALSE_CLAIM);
  }).timeout(120_000);

  it('finds a feed that leaves out a live entry', async () => {
    // oxlint-disable-next-line typescript/unbound-method -- called with the right `this`
    const sound = Feed.prototype.from;
    const from: Feed['from'] = function* (this: Feed, arrival: number) {
      let isFirst = true;
      for (const entry of sound.call(this, arrival)) {
        if (!isFirst) yield entry;
        isFirst = false;
      }
    };
    const found = await planted(Feed.prototype, 'from', from, MANY_ENTRIES);
    assert.match(found, FALSE_CLAIM);
  }).timeout(120_000);
});
