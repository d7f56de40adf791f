/** Maelstrom's broadcast workload: numbers are broadcast, and a read returns all that a node has seen. */

import type { Prng } from '../../base/prng.ts';
import type { BroadcastChecker } from '../../check/broadcast.ts';
import { errorNameOf } from '../operation.ts';
import type { WorkloadClient } from './client.ts';

/** Broadcast has no keys: its operations are recorded under this one. */
export const BROADCAST_KEY = 'messages';

export function broadcastClient(readRatio: number, rng: Prng, checker: BroadcastChecker): WorkloadClient {
  const kinds = rng.fork('kinds');
  return {
    draft(id) {
      if (kinds.float() < readRatio) {
        return { kind: 'read', key: BROADCAST_KEY, value: undefined, body: { type: 'read' } };
      }
      return { kind: 'write', key: BROADCAST_KEY, value: `${id}`, body: { type: 'broadcast', message: id } };
    },
    finalRead: () => ({ type: 'read' }),
    invoked(op) {
      if (op.kind === 'write' && op.value !== undefined) checker.invoked(op.value);
    },
    answered(op, body) {
      if (body.type === 'error') op.error = errorNameOf(body);
      else if (op.kind === 'write') checker.acknowledged(op.value ?? '', op.completedAtMs ?? Infinity);
      else if (!Array.isArray(body['messages'])) op.error = 'malformed_answer';
      else {
        const values = body['messages'].map((message) => JSON.stringify(message));
        const { node, invokedAtMs, completedAtMs = Infinity } = op;
        checker.read({ node, invokedAtMs, completedAtMs, values });
      }
    },
  };
}
