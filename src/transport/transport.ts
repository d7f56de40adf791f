/**
 * How a line reaches another node: the contract that each transport keeps, and that test/transport/ holds against each of them.
 *
 * Begin here. `create.ts` makes the one that is asked for: `socket/` connects nodes directly, over TCP in the clear or with mutual
 * certificates; `nats/` goes through a NATS server. Both deliver at most once and in order from each peer, keep what waits for a peer
 * within a bound, and hand on nothing of which the sender is not who the connection proved it to be.
 */

import type { ParsedLine } from '../protocol/envelope.ts';

export const TRANSPORT_KINDS = ['tcp', 'tls', 'nats'] as const;
export type TransportKind = (typeof TRANSPORT_KINDS)[number];

/**
 * Takes what an authenticated peer sent, parsed once: `Server.step({type: 'line', parsed})` serves it as it serves a line of stdin.
 * A message's `src` is `from`, always. What is no message, is too long or claims another `src` comes as a rejected line, so that
 * it is counted and logged where all rejected input is. It must not throw.
 */
export type Receive = (from: string, parsed: ParsedLine) => void;

/** Why a message did not go out, or did not come in. Each one is counted once. */
export const DROP_REASONS = [
  /** The oldest of the peer's queue, which made room for a newer message. */
  'queue_full',
  /** Longer than a node takes in. */
  'too_long',
  /** It was being written when the connection broke: nobody knows whether it arrived. */
  'connection_lost',
  /** The peer was taken out of the list, or the transport was closed, before it went out. */
  'removed',
  /** It came in, under another name than the connection's. */
  'forged_src',
  /** It came in while the host took nothing in, and nothing can make a NATS server wait. */
  'overrun',
  /** Faults that somebody injects where a service allows it: no transport does it by itself. */
  'fault',
] as const;
export type DropReason = (typeof DROP_REASONS)[number];

/** Why somebody was not let in, or was sent away. Whoever it was is not known to be a peer, so these are not counted by peer. */
export const REFUSAL_REASONS = [
  'no_certificate',
  'bad_certificate',
  'expired_certificate',
  'wrong_cluster',
  'wrong_version',
  'not_a_peer',
  'bad_hello',
  'hello_timeout',
  /** Too many connections waited for their hello at once. */
  'flood',
  /** The NATS server did not permit it. */
  'denied',
  /** Another process connected under the same name, and took the place of the one before. */
  'replaced',
] as const;
export type RefusalReason = (typeof REFUSAL_REASONS)[number];

export interface Peer {
  readonly node: string;
  /** `host:port`. A NATS server needs none: empty. */
  readonly address: string;
}

/** How it stands with one peer. Every message given to `send` is sent, dropped or queued: the three always add up. */
export interface PeerState {
  readonly peer: string;
  /** Whether what is sent now leaves at once. */
  readonly connected: boolean;
  /** What waits for the peer, as it counts against the bound: a line is its bytes and a fixed overhead. */
  readonly queuedBytes: number;
  readonly queued: number;
  readonly sent: number;
  readonly received: number;
  readonly dropped: Readonly<Record<DropReason, number>>;
  /** How often a connection was made anew after the first. */
  readonly reconnects: number;
  /** What went wrong last, in one line, while it is not connected. */
  readonly lastError?: string | undefined;
}

export interface Transport {
  readonly kind: TransportKind;
  /** Where it listens, as `host:port`, once it is open; undefined where it does not listen. */
  readonly address: string | undefined;
  /** Begins to listen and to connect. @throws {TransportError} one line that says what is wrong and what to do */
  open(receive: Receive): Promise<void>;
  /**
   * At most once, in order per peer; never blocks, never throws. Where the bounded queue is full the oldest falls off: what is new
   * says more. Who is not in the list gets nothing, unless it is a guest; nothing is counted for it.
   */
  send(to: string, line: string): void;
  /**
   * Who may be spoken to and listened to from now on; peers not named are disconnected. Naming them again changes nothing.
   *
   * A transport that is open to the whole cluster (create.ts) has guests, too: nodes that are not in the list and prove that they are
   * of the cluster. They are listened to, answered where they say that they listen, and forgotten when they fall silent. Peers that
   * are not named any more stay as guests for a while: somebody may have to tell them.
   * @param others who may become a guest by being spoken to
   */
  setPeers(peers: readonly Peer[], others?: readonly Peer[]): void;
  /** While held, nothing is taken in: the peers' queues fill instead. */
  hold(held: boolean): void;
  /** In the order of the names, without guests. */
  states(): readonly PeerState[];
  refusals(): Readonly<Record<RefusalReason, number>>;
  /** Reads certificates and credentials again, for connections from now on. @throws {TransportError} the ones before stay in use */
  reload(): Promise<void>;
  /** Sends what is queued, for at most so long, and closes. What is left counts as removed. */
  close(drainMs: number): Promise<void>;
}

/** What people have to put right: one line that says what is wrong and what to do, without secrets. */
export class TransportError extends Error {
  override name = 'TransportError';
}
