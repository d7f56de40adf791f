/** A sampled write carries its trace with it: from its client over each hop, and back with each acknowledgement. */

import assert from 'node:assert/strict';
import { DEFAULT_GOSSIP } from '../../src/core/config.ts';
import type { NodeEvent, TraceIds } from '../../src/core/events.ts';
import type { NodeId } from '../../src/protocol/names.ts';
import { parseLine } from '../../src/protocol/parse.ts';
import { Server } from '../../src/workload/server.ts';
import type { Step } from '../../src/workload/step.ts';

const NAMES = ['n1', 'n2'] as NodeId[] as [NodeId, NodeId];
const [N1, N2] = NAMES;
const START_MS = 1_000_000;
const context = (digit: string): string => `00-${digit.repeat(32)}-${digit.repeat(16)}-01`;
const [CLIENT, WRITE, HOP] = [context('1'), context('2'), context('3')];

/** One of two nodes. */
class Traced {
  readonly name: NodeId;
  /** What it was asked to name. */
  readonly asked: unknown[] = [];
  readonly #server: Server;

  constructor(name: NodeId, names: (asked: unknown[]) => TraceIds | undefined) {
    this.name = name;
    this.#server = new Server({
      ...{ gossip: DEFAULT_GOSSIP, workload: 'kv', incarnation: 0, seed: 1 },
      traceIds: names(this.asked),
    });
    this.request({ type: 'init', node_id: name, node_ids: NAMES }, START_MS);
  }

  request(body: object, now: number): Step {
    const line = JSON.stringify({ src: 'c1', dest: this.name, body: { ...body, msg_id: 1 } });
    return this.#server.step({ type: 'line', parsed: parseLine(line) }, now);
  }

  /** What the other one has sent comes. */
  hears({ sends }: Step, from: NodeId, now: number): Step {
    const steps = sends.flatMap((sent) =>
      sent.kind === 'gossip' ? [this.#server.step({ type: 'gossip', body: sent.body, from }, now)] : [],
    );
    return steps.at(-1) ?? assert.fail('nothing was sent');
  }

  wake(now: number): Step {
    return this.#server.step({ type: 'wake' }, now);
  }
}

const sampled = (asked: unknown[]): TraceIds => ({
  forWrite: (...args) => {
    asked.push(['write', ...args]);
    return WRITE;
  },
  forApply: (...args) => {
    asked.push(['apply', ...args]);
    return HOP;
  },
});
const traceOf = ({ events }: Step, type: NodeEvent['type']): unknown => {
  const event = events.find((one) => one.type === type);
  return event !== undefined && 'traceparent' in event ? event.traceparent : event?.type;
};
const entryIn = ({ sends }: Step): unknown =>
  sends.flatMap((sent) => (sent.kind === 'gossip' ? (sent.body.entries ?? []) : []))[0];

/** n1 accepts a write, n2 applies it and acknowledges it; what each step tells of the trace. */
function followed(n1: Traced, n2: Traced): unknown[] {
  const write = { type: 'write', key: 'x', value: 1, traceparent: CLIENT };
  const accepted = n1.request(write, START_MS + 5);
  const mail = n1.wake(START_MS + 15);
  const applied = n2.hears(mail, N1, START_MS + 35);
  const ack = n2.wake(START_MS + 200);
  const converged = n1.hears(ack, N2, START_MS + 220);
  return [
    traceOf(accepted, 'accepted'),
    (entryIn(mail) as unknown[])[6],
    traceOf(applied, 'applied'),
    traceOf(converged, 'acknowledged'),
    traceOf(converged, 'converged'),
  ];
}

describe('a write that is sampled', () => {
  it('bears its span, and is applied in one of its own', () => {
    const [n1, n2] = [new Traced(N1, sampled), new Traced(N2, sampled)];
    assert.deepEqual(followed(n1, n2), [WRITE, WRITE, HOP, WRITE, WRITE]);
    assert.deepEqual(n1.asked, [['write', CLIENT, START_MS + 5]]);
    assert.deepEqual(n2.asked, [['apply', WRITE, START_MS + 15]]);
  });

  it('keeps the span of its origin where a replica names none', () => {
    for (const names of [(): undefined => undefined, () => ({ ...sampled([]), forApply: () => undefined })]) {
      const [n1, n2] = [new Traced(N1, sampled), new Traced(N2, names)];
      assert.equal(followed(n1, n2)[3], WRITE);
    }
  });

  it('is not one where nobody names it, whatever the client says', () => {
    const none = (): undefined => undefined;
    const [n1, n2] = [new Traced(N1, none), new Traced(N2, sampled)];
    assert.deepEqual(followed(n1, n2), [undefined, undefined, undefined, undefined, undefined]);
    assert.deepEqual(n2.asked, []);
  });
});
