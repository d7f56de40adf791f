/**
 * The faults that are in force at this node: who set them, and for how long. They are lent, not given: who does not renew them in time,
 * because the bench died, loses them, and a node that is started again has none.
 */

import type { Logger } from '../../../observe/log.ts';
import { Problem } from '../api/problems.ts';
import type { FaultyTransport } from './faulty-transport.ts';
import {
  faultRequestIn,
  kindsIn,
  type FaultKind,
  type FaultRequest,
  type LinkFaults,
} from './link-faults.ts';

export interface FaultsOptions {
  readonly transport: FaultyTransport;
  readonly leaseLimitMs: number;
  readonly log: Logger;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
}

interface InForce {
  readonly request: FaultRequest;
  /** The token's name. */
  readonly token: string;
  readonly endsAtMs: number;
}

export type Direction = 'to' | 'from';

/** What is shown of them. */
export interface FaultsInForce extends Pick<FaultRequest, 'by' | 'to' | 'from'> {
  readonly token: string;
  /** Unless they are renewed. */
  readonly endsInMs: number;
}

export class Faults {
  readonly leaseLimitMs: number;
  readonly #options: FaultsOptions;
  #inForce: InForce | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: FaultsOptions) {
    this.#options = options;
    this.leaseLimitMs = options.leaseLimitMs;
  }

  get inForce(): FaultsInForce | undefined {
    if (this.#inForce === undefined) return undefined;
    const { request, token, endsAtMs } = this.#inForce;
    const { by, to, from } = request;
    return { by, token, to, from, endsInMs: Math.max(0, Math.ceil(endsAtMs - this.#options.now())) };
  }

  /** In place of those before, or their renewal. @throws {Problem} malformed_request, conflict */
  set(body: unknown, token: string): void {
    const { transport, log, now } = this.#options;
    const peers = transport.states().map(({ peer }) => peer);
    const request = faultRequestIn(body, peers, this.leaseLimitMs);
    const before = this.#inForce;
    if (before !== undefined && (before.request.by !== request.by || before.token !== token))
      throw new Problem(
        'conflict',
        `faults of ${before.request.by} (token ${before.token}) are in force: wait until they end, or end them with DELETE`,
      );
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.end('their lease ran out'), request.leaseMs);
    this.#timer.unref();
    this.#inForce = { request, token, endsAtMs: now() + request.leaseMs };
    if (before !== undefined && isSame(before.request, request)) return;
    transport.break(request);
    log.warn('faults set', { by: request.by, token, links: described(request), lease_ms: request.leaseMs });
  }

  /** @param reason for the log */
  end(reason: string): void {
    if (this.#inForce === undefined) return;
    const { request, token } = this.#inForce;
    clearTimeout(this.#timer);
    this.#inForce = undefined;
    this.#options.transport.mend();
    this.#options.log.warn('faults ended', { by: request.by, token, reason });
  }

  /** Which kinds there are of the link in this direction. */
  kindsOf(peer: string, direction: Direction): readonly FaultKind[] {
    const link = this.#inForce?.request[direction][peer];
    return link === undefined ? [] : kindsIn(link);
  }
}

function isSame(one: FaultRequest, other: FaultRequest): boolean {
  const of = ({ to, from }: FaultRequest): string => JSON.stringify([sorted(to), sorted(from)]);
  return of(one) === of(other);
}

function sorted(links: Readonly<Record<string, LinkFaults>>): [string, LinkFaults][] {
  return Object.entries(links).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** `to n2: cut`, for the log. */
function described(request: FaultRequest): string[] {
  return (['to', 'from'] as const).flatMap((direction) =>
    sorted(request[direction]).map(
      ([peer, link]) => `${direction} ${peer}: ${kindsIn(link).join(', ') || 'none'}`,
    ),
  );
}
