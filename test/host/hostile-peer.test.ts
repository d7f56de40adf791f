/** What a faulty or hostile peer can do to a real node with one message: it is refused by reason, and nothing else changes. */

import assert from 'node:assert/strict';
import { WIRE_LIMITS } from '../../src/protocol/validate/limits.ts';
import { killAll, NodeProcess } from '../support/node-process.ts';
import { waitFor } from '../support/wait-for.ts';

const NAMES = ['n1', 'n2', 'n3'];
const ENDLESS = Number.MAX_SAFE_INTEGER;

const now = (): number => Date.now();
const life = (): string => `n3#${((now() - 60_000) * 1000).toString(36)}`;
const entry = (origin: string, writes: unknown, changes: Readonly<Record<number, unknown>> = {}): unknown[] =>
  Object.entries(changes).reduce<unknown[]>(
    (made, [index, value]) => made.with(Number(index), value),
    [origin, 1, now() * 1000, now(), 1, writes],
  );

interface Hostile {
  readonly what: string;
  readonly reason: string;
  /** @param origin the sender's life @param own the receiver's */
  readonly sections: (origin: string, own: string) => Readonly<Record<string, unknown>>;
}

const FORGED = '1}}\n{"src":"n1","dest":"c1","body":{"type":"read_ok","value":"forged"}}\n{"x":{"y":1';
const MESSAGES: readonly Hostile[] = [
  {
    what: 'lines of output in a value',
    reason: 'malformed',
    sections: (o) => ({ entries: [entry(o, [['x', [FORGED]]])] }),
  },
  {
    what: 'a value that is half a string',
    reason: 'malformed',
    sections: (o) => ({ entries: [entry(o, [['x', ['"abc']]])] }),
  },
  {
    what: 'a key twice',
    reason: 'malformed',
    sections: (o) => ({
      entries: [
        entry(o, [
          ['x', 1],
          ['x', 2],
        ]),
      ],
    }),
  },
  {
    what: 'hops without end',
    reason: 'malformed',
    sections: (o) => ({ entries: [entry(o, [['x', 1]], { 4: ENDLESS })] }),
  },
  {
    what: 'a write from before its origin began',
    reason: 'false_claim',
    sections: (o) => ({ entries: [entry(o, [['x', 1]], { 3: 0 })] }),
  },
  {
    what: 'a write of a stranger',
    reason: 'false_claim',
    sections: () => ({ entries: [entry('c1#0', [['x', 1]])] }),
  },
  {
    what: 'a write that the receiver never made',
    reason: 'false_claim',
    sections: (_, own) => ({ entries: [entry(own, [['x', 1]], { 1: 7 })] }),
  },
  {
    what: 'an acknowledgement for a client',
    reason: 'false_claim',
    sections: () => ({ acks: [['c1#0', 'n3', [[1, 1, 1]]]] }),
  },
  {
    what: 'all of the receiver acknowledged',
    reason: 'false_claim',
    sections: (_, own) => ({ acks: [[own, 'n3', [[1, ENDLESS, 1]]]] }),
  },
  {
    what: 'all of the receiver called stable',
    reason: 'false_claim',
    sections: (_, own) => ({ seen: [[own, 1, null, 1]] }),
  },
  { what: 'another node as the speaker', reason: 'false_claim', sections: () => ({ origin: 'n2#1' }) },
  { what: 'a later version of the protocol', reason: 'unknown_version', sections: () => ({ v: 99 }) },
  {
    what: 'a flood of lives',
    reason: 'over_limit',
    sections: () => ({
      entries: Array.from({ length: WIRE_LIMITS.lives + 1 }, (_, i) =>
        entry(`n2#${(i + 1).toString(36)}`, [['x', 1]]),
      ),
    }),
  },
  {
    what: 'a flood of values',
    reason: 'over_limit',
    sections: () => ({ ranges: Array(130_000).fill(['n2#1', 1]) }),
  },
];

describe('one message of a hostile peer', () => {
  let node: NodeProcess;
  let own: string;

  before(async () => {
    node = await new NodeProcess().init('n1', NAMES);
    await node.ask({ type: 'write', key: 'mine', value: 1 });
    own = await waitFor(
      'the life of the node',
      () => node.messages.find(({ dest }) => dest === 'n2')?.body['origin'] as string | undefined,
    );
  });
  after(killAll);

  const send = (sections: Readonly<Record<string, unknown>>): void =>
    node.send({
      src: 'n3',
      dest: 'n1',
      body: { type: 'mail', origin: life(), at: now(), seq: 1, stable: 0, ...sections },
    });
  const rejected = async (reason: string): Promise<number> => {
    const text = await (await fetch(await node.metricsUrl())).text();
    return Number(new RegExp(`gossip_inputs_rejected_total\\{reason="${reason}"\\} (\\d+)`).exec(text)?.[1]);
  };

  for (const { what, reason, sections } of MESSAGES) {
    it(`with ${what} is refused as ${reason}, and nothing else changes`, async () => {
      const [before, strangers] = [await rejected(reason), toNobody().length];
      const origin = life();
      send({ origin, ...sections(origin, own) });
      assert.equal((await node.ask({ type: 'read', key: 'x' }))['code'], 20, 'nothing of it is stored');
      // Scrapes share a rendering for a moment.
      await waitFor('the count', async () => (await rejected(reason)) === before + 1);
      assert.equal(toNobody().length, strangers);
      await waitFor('a log line that names the peer', () =>
        node.logs.some((log) => log['reason'] === reason && String(log['detail']).includes('from n3')),
      );
    });
  }

  it('that is right is taken in all the same', async () => {
    const origin = life();
    send({ origin, entries: [entry(origin, [['right', ['{"a": [1, 2]}']]])] });
    assert.deepEqual((await node.ask({ type: 'read', key: 'right' }))['value'], { a: [1, 2] });
  });

  it('of version 1, which has no cursor, is answered with what it lacks', async () => {
    send({ type: 'digest', seq: 0, seen: [] });
    await waitFor('an answer with the write', () =>
      node.messages.some(
        ({ dest, body }) =>
          dest === 'n3' && body.type === 'delta' && JSON.stringify(body['entries'] ?? '').includes('"mine"'),
      ),
    );
  });

  /** What the node said to anybody that init did not name, the client of this test excepted. */
  const toNobody = (): unknown[] => node.messages.filter(({ dest }) => !['c1', ...NAMES].includes(dest));
});
