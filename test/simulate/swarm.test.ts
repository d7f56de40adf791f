/** The swarm: hundreds of random clusters on random bad networks keep every promise, and a planted fault is found. */

import assert from 'node:assert/strict';
import { Convergence } from '../../src/core/measure/convergence.ts';
import { Feed } from '../../src/core/store/feed.ts';
import { Seen } from '../../src/core/store/seen.ts';
import { Pull } from '../../src/core/repair/pull.ts';
import type { GossipBody, WireAnswer } from '../../src/protocol/gossip.ts';
import { swarm } from '../../src/simulate/swarm.ts';
import { cases } from '../support/random-cases.ts';

/** Some five seconds; `CASES=10` asks for ten times as many, and .ci/run draws others for two minutes. */
const RUNS = cases(500);
/** A planted fault has to show within so many runs. */
const PLANTED_RUNS = 60;

/** Of a write that some replica does not hold, or of the time since when it does. */
const FALSE_CLAIM = /claims to hold .*, and does not|converged after .* (replicas lack it|it was after)/;

const goOn = (): Promise<boolean> => Promise.resolve(true);

function explain({ failure }: Awaited<ReturnType<typeof swarm>>): string {
  if (failure === undefined) return '';
  const { seed, description, problems } = failure;
  return [`gossipscope simulate --swarm 1 --seed ${seed}`, description, ...problems].join('\n');
}

/** Replaces a method for the time of one swarm. */
async function planted<T, K extends keyof T>(target: T, method: K, fault: T[K]): Promise<string> {
  const sound = target[method];
  target[method] = fault;
  try {
    return explain(await swarm(PLANTED_RUNS, 1, goOn));
  } finally {
    target[method] = sound;
  }
}

describe('the swarm', () => {
  it(`finds nothing wrong in ${RUNS} runs`, async () => {
    const result = await swarm(RUNS, 1, goOn);
    assert.equal(explain(result), '');
    assert.equal(result.done, RUNS);
    const { writes, staleReads } = result.totals;
    assert.ok(writes > RUNS && staleReads > RUNS / 2, `it saw something: ${JSON.stringify(result.totals)}`);
  }).timeout(300_000);

  it('finds a version vector that forgets the gaps, by what is lost', async () => {
    const found = await planted(
      Seen.prototype,
      'addRun',
      function (this: Seen, _from: number, to: number): number {
        this.through = Math.max(this.through, to);
        return 0;
      },
    );
    assert.match(found, /--swarm 1 --seed \d+/);
    assert.match(found, /keys differ|lost|not settled/);
  }).timeout(60_000);

  /** What a message of an answer is taken for, in place of what it is. */
  type Misread = (answer: WireAnswer, body: GossipBody) => WireAnswer;

  async function plantedReading(misread: Misread): Promise<string> {
    // eslint-disable-next-line @typescript-eslint/unbound-method -- called with the right `this`
    const sound = Pull.prototype.took;
    return planted(Pull.prototype, 'took', function (this: Pull, body, ...rest): boolean {
      const { answer } = body;
      const read = answer === undefined ? body : { ...body, answer: misread(answer, body) };
      return sound.call(this, read, ...rest);
    });
  }

  it('finds a run of writes claimed before the head of the feed has come: the rest travels in another message', async () => {
    const found = await plantedReading(([asker, after, to, state], { seen }) => [
      ...([asker, after, to] as const),
      seen === undefined ? state : 'head',
    ]);
    assert.match(found, /--swarm 1 --seed \d+/);
    assert.match(found, FALSE_CLAIM);
  }).timeout(120_000);

  it('finds a lost message of an answer that is passed over', async () => {
    const found = await plantedReading(([asker, , to, state]) => [asker, 0, to, state]);
    assert.match(found, FALSE_CLAIM);
  }).timeout(120_000);

  it('finds a feed that leaves out a live entry', async () => {
    // eslint-disable-next-line @typescript-eslint/unbound-method -- called with the right `this`
    const sound = Feed.prototype.from;
    const found = await planted(Feed.prototype, 'from', function* (this: Feed, arrival: number) {
      let isFirst = true;
      for (const entry of sound.call(this, arrival)) {
        if (!isFirst) yield entry;
        isFirst = false;
      }
    });
    assert.match(found, FALSE_CLAIM);
  }).timeout(120_000);

  it('finds an instrument that takes the arrival of an acknowledgement for the time of holding', async () => {
    // eslint-disable-next-line @typescript-eslint/unbound-method -- called with the right `this`
    const sound = Convergence.prototype.acknowledge;
    const found = await planted(
      Convergence.prototype,
      'acknowledge',
      function (this: Convergence, ...args): boolean {
        const [ack, now, events] = args;
        return sound.call(this, { ...ack, heldAtMs: now }, now, events);
      },
    );
    assert.match(found, /reports that .* converged after .* ms, but it was after/);
  }).timeout(60_000);
});
