/** Which transaction comes before which by time: within a process, and by the clock of all clients. */

import type { EdgeList } from '../cycles/graph.ts';
import type { ListTxn } from './txns.ts';

/** A process does one thing after another. What failed has done nothing, and after what was not answered it is another process. */
export function addProcessOrder(txns: readonly ListTxn[], edges: EdgeList): void {
  const latest = new Map<number, number>();
  for (const index of byInvocation(txns)) {
    const txn = txns[index];
    if (txn?.process === undefined || txn.outcome === 'failed') continue;
    const before = latest.get(txn.process);
    if (before !== undefined) edges.add(before, index, 'process');
    if (txn.outcome === 'done') latest.set(txn.process, index);
    else latest.delete(txn.process);
  }
}

/**
 * What was answered before something else was invoked came before it. Each pair as an edge would be quadratic: relays in the order of time
 * hand on all that has been answered, so there are two edges to a transaction. What happens at the very same moment is concurrent.
 */
export function addRealTimeOrder(txns: readonly ListTxn[], edges: EdgeList): void {
  const invoked = byInvocation(txns);
  const answered = [...txns.keys()]
    .filter((index) => txns[index]?.outcome === 'done')
    .sort((a, b) => (txns[a]?.completedAtMs ?? 0) - (txns[b]?.completedAtMs ?? 0));
  let relay: number | undefined;
  let isRead = true;
  let next = 0;
  for (const index of invoked) {
    const txn = txns[index];
    if (txn === undefined || txn.outcome === 'failed') continue;
    for (let done = answered[next]; done !== undefined; done = answered[++next]) {
      if ((txns[done]?.completedAtMs ?? Infinity) >= txn.invokedAtMs) break;
      // What has gone out of a relay already may not get more.
      if (isRead) {
        const following = edges.addRelay();
        if (relay !== undefined) edges.add(relay, following, 'relay');
        relay = following;
        isRead = false;
      }
      if (relay !== undefined) edges.add(done, relay, 'realtime');
    }
    if (relay === undefined) continue;
    edges.add(relay, index, 'relay');
    isRead = true;
  }
}

function byInvocation(txns: readonly ListTxn[]): number[] {
  return [...txns.keys()].sort((a, b) => (txns[a]?.invokedAtMs ?? 0) - (txns[b]?.invokedAtMs ?? 0));
}
