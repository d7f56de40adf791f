/** Histories for tests of the kafka checker: played to it, and made by a log that is right. */

import { prng } from '../../../src/base/prng.ts';
import { KafkaChecker } from '../../../src/check/workloads/kafka.ts';
import type { Operation } from '../../../src/check/history.ts';
import type { Verdict } from '../../../src/check/workloads/verdict.ts';
import { operation } from '../clients-record.ts';
import type { Event, Polled } from './definition.ts';

export function judged(history: readonly Event[], checker = new KafkaChecker()): Verdict {
  for (const event of history) play(event, checker);
  return checker.verdict();
}

function play(event: Event, checker: KafkaChecker): void {
  const { client } = event;
  if (event.f === 'final') {
    checker.answered(
      operation({ client, key: event.key }),
      { type: 'poll_ok', msgs: { ...event.msgs } },
      true,
    );
    return;
  }
  const carried = {
    send: () => event.f === 'send' && ['send', event.key, event.value],
    poll: () => ['poll', {}],
    assign: () => event.f === 'assign' && ['assign', event.keys],
  }[event.f]();
  const outcome = event.f === 'send' ? event.outcome : 'done';
  const op: { -readonly [K in keyof Operation]: Operation[K] } = operation({
    ...{ client, kind: event.f === 'send' ? 'write' : 'read', key: event.f === 'send' ? event.key : 'k' },
    value: JSON.stringify(carried),
  });
  if (outcome === 'unknown') op.completedAtMs = undefined;
  if (outcome === 'failed') op.error = 'abort';
  checker.invoked(op);
  if (outcome !== 'done') return;
  if (event.f === 'send') checker.answered(op, { type: 'send_ok', offset: event.offset }, false);
  else if (event.f === 'poll') checker.answered(op, { type: 'poll_ok', msgs: { ...event.msgs } }, false);
  else checker.answered(op, { type: 'list_committed_offsets_ok', offsets: {} }, false);
}

/** What clients of a right log see: they send, poll from where they left off, and assign themselves other keys now and then. */
export function cleanHistory(seed: number, operations: number, keyCount = 4): Event[] {
  const rng = prng(seed);
  const logs = Array.from({ length: keyCount }, (): [number, number][] => []);
  const clients = Array.from({ length: 3 }, () => new Map<number, number>());
  const history: Event[] = [];
  for (let value = 1; value <= operations; value++) {
    const [client, k] = [rng.below(clients.length), rng.below(keyCount)];
    const next = clients[client] ?? new Map<number, number>();
    const kind = rng.below(8);
    if (kind < 4) {
      const log = logs[k] ?? [];
      // Offsets may have gaps.
      const offset = (log.at(-1)?.[0] ?? -1) + 1 + rng.below(2);
      const outcome = (['done', 'done', 'done', 'unknown', 'failed'] as const)[rng.below(5)] ?? 'done';
      history.push({ f: 'send', client, key: String(k), value, outcome, offset });
      if (outcome === 'done' || (outcome === 'unknown' && rng.below(2) === 0)) log.push([offset, value]);
    } else if (kind === 4) {
      const keys = [...new Set([k, rng.below(keyCount)])];
      clients[client] = new Map(keys.map((key) => [key, next.get(key) ?? 0]));
      history.push({ f: 'assign', client, keys: keys.map(String) });
    } else {
      const msgs: Record<string, readonly [number, number][]> = {};
      for (const [key, from] of next) {
        const list = (logs[key] ?? []).filter(([offset]) => offset >= from).slice(0, 1 + rng.below(4));
        const [last] = list.at(-1) ?? [];
        if (last !== undefined) next.set(key, last + 1);
        msgs[String(key)] = list;
      }
      history.push({ f: 'poll', client, msgs });
    }
  }
  return [...history, ...finalPolls(logs)];
}

function finalPolls(logs: readonly (readonly [number, number][])[]): Event[] {
  return logs.map((log, key): Event => {
    const msgs: Polled = { [key]: log };
    return { f: 'final', client: 1_000 + key, key: String(key), msgs };
  });
}
