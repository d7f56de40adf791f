/** The ways in which a line can be one that a node cannot serve: each has a name, and says what the node must do with it. */

import type { Prng } from '../../src/base/prng.ts';
import type { RejectReason } from '../../src/protocol/envelope.ts';

export interface Fault {
  readonly what: string;
  /** The reason under which the node counts it. */
  readonly countedAs: RejectReason;
  /** Whether the sender gets an error. Without a sender that can be read, the line is dropped. */
  readonly isAnswered: boolean;
  readonly make: (i: number, rng: Prng) => string;
}

const NOT_JSON = { countedAs: 'not_json', isAnswered: false } as const;

const from = (src: unknown, body: unknown, dest = 'n1'): string => JSON.stringify({ src, dest, body });
const goodWrite = (i: number): string => from('c2', { type: 'write', key: `k${i % 7}`, value: i, msg_id: i });

/** Puts a text into a write, somewhere inside its outer braces. */
function withInside(i: number, rng: Prng, inserted: string): string {
  const good = goodWrite(i);
  const place = rng.below(good.length - 1) + 1;
  return good.slice(0, place) + inserted + good.slice(place);
}

export const FAULTS: readonly Fault[] = [
  {
    ...{ what: 'a write that is cut off', ...NOT_JSON },
    make: (i, rng) => goodWrite(i).slice(0, rng.below(goodWrite(i).length - 1) + 1),
  },
  {
    ...{ what: 'a write with a NUL in it', ...NOT_JSON },
    make: (i, rng) => withInside(i, rng, '\0'),
  },
  {
    ...{ what: 'a write with a quotation mark too many', ...NOT_JSON },
    make: (i, rng) => withInside(i, rng, '"'),
  },
  {
    ...{ what: 'a write with a closing brace too many', ...NOT_JSON },
    make: (i, rng) => {
      const fields = goodWrite(i).split(',');
      fields.splice(rng.below(fields.length - 1) + 1, 0, '}');
      return fields.join(',');
    },
  },
  {
    ...{ what: 'a deep array that is never closed', ...NOT_JSON },
    make: (_, rng) => '['.repeat(rng.below(1000) + 1),
  },
  {
    ...{ what: 'JSON that is no object', countedAs: 'not_a_message', isAnswered: false },
    make: (i) => JSON.stringify([i]),
  },
  {
    ...{ what: 'a read whose sender is a number', countedAs: 'no_src', isAnswered: false },
    make: (i) => from(i, { type: 'read', key: 1 }),
  },
  {
    ...{ what: 'a reply to what nobody asked', countedAs: 'unexpected_reply', isAnswered: false },
    make: (i) => from('c2', { type: 'read_ok', value: i, in_reply_to: i }),
  },
  {
    ...{ what: 'a read for another node', countedAs: 'wrong_dest', isAnswered: true },
    make: (i) => from('c2', { type: 'read', key: 1, msg_id: i }, 'n9'),
  },
  {
    ...{ what: 'gossip from a node that init did not name', countedAs: 'not_a_peer', isAnswered: true },
    make: (i) => from('c2', { type: 'digest', msg_id: i }),
  },
  {
    ...{ what: 'a request of an unknown type', countedAs: 'unknown_type', isAnswered: true },
    make: (i) => from('c2', { type: `t${i}`, msg_id: i }),
  },
  {
    ...{ what: 'a body that is no object', countedAs: 'malformed', isAnswered: true },
    make: (i) => from('c2', [i]),
  },
  {
    ...{ what: 'a cas whose key is an array', countedAs: 'malformed', isAnswered: true },
    make: (i) => from('c2', { type: 'cas', key: [], msg_id: i }),
  },
];
