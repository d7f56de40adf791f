/**
 * The subject of every message, `gossipscope.CLUSTER.DEST.SRC`: so a server's permissions can bind a node to its own name, both as the
 * one that sends (publish to `gossipscope.CLUSTER.*.NAME`) and as the one that hears (subscribe to `gossipscope.CLUSTER.NAME.*`).
 * Names hold no dot, star or space (names.ts): none can reach beyond its own token.
 */

import { isName } from '../names.ts';

const PREFIX = 'gossipscope';

export interface Route {
  readonly cluster: string;
  readonly dest: string;
  readonly src: string;
}

export function subjectOf({ cluster, dest, src }: Route): string {
  return `${PREFIX}.${cluster}.${dest}.${src}`;
}

/** Everything that is sent to a node. */
export function inboxOf(cluster: string, node: string): string {
  return subjectOf({ cluster, dest: node, src: '*' });
}

/** Who sent it, by its subject; undefined where that is none of ours. */
export function senderOf(subject: string): string | undefined {
  const src = subject.slice(subject.lastIndexOf('.') + 1);
  return isName(src) ? src : undefined;
}
