/** Recordings for tests: any, by fast-check, and one as large as asked for. */

import fc from 'fast-check';
import { loadColumns, messageColumns, operationColumns } from '../../../src/report/diagram/codec.ts';
import { NEVER, type Recording } from '../../../src/report/diagram/recording.ts';

const TIME = fc.integer({ min: 0, max: 2 ** 45 });
const TOOK = fc.oneof(fc.constant(NEVER), fc.integer({ min: 0, max: 2 ** 40 }));
const LANE = fc.integer({ min: 0, max: 2 ** 16 - 1 });
const NUMBER = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const SPANS = fc.array(fc.tuple(fc.integer(), fc.integer()), { maxLength: 3 });

const MESSAGE = fc.record({
  sent: TIME,
  took: TOOK,
  from: LANE,
  to: LANE,
  kind: NUMBER,
  fate: fc.nat(5),
  loads: fc.nat(3),
});
const OPERATION = fc.record({
  ...{ id: TIME, client: LANE, node: LANE, invoked: TIME, took: TOOK, writes: fc.nat(1) },
  ...{ key: NUMBER, value: NUMBER, write: NUMBER, error: NUMBER },
});

/** Columns of rows. */
function columns<T extends object>(made: T, rows: readonly Readonly<Record<string, number>>[]): T {
  for (const [name, column] of Object.entries(made) as [string, number[]][])
    rows.forEach((row, index) => (column[index] = row[name] ?? 0));
  return made;
}

export const anyRecording: fc.Arbitrary<Recording> = fc
  .record({
    ...{
      lanes: fc.array(fc.string()),
      texts: fc.array(fc.string({ unit: 'binary' })),
      covered: SPANS,
      cuts: SPANS,
    },
    ...{ sentInRun: fc.nat(), operationsInRun: fc.nat() },
    messages: fc.array(MESSAGE, { maxLength: 40 }),
    loads: fc.array(fc.record({ key: NUMBER, write: NUMBER }), { maxLength: 40 }),
    operations: fc.array(OPERATION, { maxLength: 40 }),
  })
  .map(({ messages, loads, operations, ...rest }) => ({
    ...rest,
    messages: columns(messageColumns(messages.length), messages),
    loads: columns(loadColumns(loads.length), loads),
    operations: columns(operationColumns(operations.length), operations),
  }));

const NODES = 5;
const KEYS = 50;
/** Messages of one write: to each of the other nodes. */
const FANOUT = NODES - 1;

/**
 * Nodes that mail each write to all others, 1 ms apart; each hundredth message is lost. Operation i writes key i mod 50; each
 * thousandth fails.
 * @param count of messages
 */
export function largeRecording(count: number): Recording {
  const writes = Math.floor(count / FANOUT);
  const [messages, loads, operations] = [messageColumns(count), loadColumns(count), operationColumns(writes)];
  const texts = ['', 'mail', 'timeout', ...Array.from({ length: KEYS }, (_, key) => `k${key}`)];
  for (let row = 0; row < count; row++) {
    const write = Math.floor(row / FANOUT);
    const from = write % NODES;
    const isLost = row % 100 === 99;
    messages.sent[row] = write * 100;
    messages.took[row] = isLost ? NEVER : 2000;
    messages.from[row] = NODES + from;
    messages.to[row] = NODES + ((from + 1 + (row % FANOUT)) % NODES);
    messages.kind[row] = 1;
    messages.fate[row] = isLost ? 2 : 1;
    messages.loads[row] = 1;
    loads.key[row] = 3 + (write % KEYS);
  }
  for (let row = 0; row < writes; row++) {
    operations.id[row] = row + 1;
    operations.client[row] = row % NODES;
    operations.node[row] = NODES + (row % NODES);
    operations.invoked[row] = row * 100;
    operations.took[row] = row % 1000 === 999 ? NEVER : 50;
    operations.writes[row] = 1;
    operations.key[row] = 3 + (row % KEYS);
    operations.error[row] = row % 1000 === 999 ? 2 : 0;
  }
  const lanes = ['c', 'n'].flatMap((kind) => Array.from({ length: NODES }, (_, i) => `${kind}${i}`));
  const covered = [[0, writes * 100 + 2000]] as const;
  const inRun = { sentInRun: count, operationsInRun: writes };
  return { lanes, texts, covered, cuts: [[10_000, 20_000]], messages, loads, operations, ...inRun };
}
