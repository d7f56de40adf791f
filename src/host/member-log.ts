/** Logs who comes and goes, where members change, and who seems to have failed: each is told once, at every node. */

import type { NodeEvent } from '../core/events.ts';
import type { Health } from '../protocol/gossip.ts';
import type { Logger } from '../observe/log.ts';

const HEALTH_WORDS: Readonly<Record<Health, string>> = {
  alive: 'a peer is alive again',
  suspect: 'a peer is suspected',
  failed: 'a peer counts as failed',
};

/** Other events are not about members. */
export function logMembers(log: Logger, event: NodeEvent): void {
  switch (event.type) {
    case 'view':
      log.info('members', { view: event.id[0], ...event.members, this: event.state ?? 'no member' });
      break;
    case 'view_spread':
      log.info('all members have the view', { view: event.id[0], convergenceMs: event.convergenceMs });
      break;
    case 'change':
      if (event.outcome !== 'done')
        log.warn('a change of the members did not take effect', {
          ...{ change: event.change, outcome: event.outcome, detail: event.text },
        });
      break;
    case 'split':
      log.error(
        'there are two clusters: somebody has another view of the same number; keep one, and start the nodes of the other without their data',
        { theirs: event.theirs },
      );
      break;
    case 'health':
      log.info(HEALTH_WORDS[event.health], { peer: event.node, ownProbe: event.isOwnProbe });
      break;
    case 'fenced':
      log.error('this node was removed, and what only it holds was not merged', { unmerged: event.unmerged });
      break;
    default:
  }
}
