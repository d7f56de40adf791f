/** Runs a custom strategy as one of ours: what it leaves out is filled in, and whatever it does wrong is told as its mistake. */

import type { NodeId } from '../../../protocol/names.ts';
import type { Entry } from '../../store/entry.ts';
import type { Arrival, Dissemination, StrategyHost } from '../dissemination.ts';
import type { StrategySettings } from '../strategy-settings.ts';
import { nameOf, type CustomDissemination, type StrategyDefinition } from './definition.ts';
import { guardedHost } from './guarded-host.ts';
import { Misuse, StrategyError } from './strategy-error.ts';

/** A definition, with what it is called and where it comes from. */
export interface CustomStrategy {
  /** As it was given: a name, or a file. */
  readonly name: string;
  readonly definition: StrategyDefinition;
  /** The address of its file, as stacks name it. */
  readonly source?: string | undefined;
}

export class GuardedStrategy implements Dissemination {
  readonly #strategy: CustomStrategy;
  readonly #host: StrategyHost;
  readonly #own: CustomDissemination;

  /** @throws {StrategyError} */
  constructor(strategy: CustomStrategy, host: StrategyHost, settings: StrategySettings) {
    this.#strategy = strategy;
    this.#host = host;
    this.#own = this.#guard('create', () => {
      const own: unknown = strategy.definition.create(guardedHost(host), settings);
      if (typeof own !== 'object' || own === null)
        throw new Misuse(`it returned ${nameOf(own)}, not an object`);
      if (typeof (own as Partial<CustomDissemination>).accepted !== 'function')
        throw new Misuse('what it returned has no method accepted(entry, now)');
      return own as CustomDissemination;
    });
  }

  accepted(entry: Entry, now: number): void {
    this.#guard('accepted', () => this.#own.accepted(entry, now));
  }

  arrived(arrival: Arrival, now: number): void {
    this.#guard('arrived', () => this.#own.arrived?.(arrival, now));
  }

  reachabilityChanged(now: number): void {
    this.#guard('reachabilityChanged', () => this.#own.reachabilityChanged?.(now));
  }

  neighboursChanged(): void {
    this.#guard('neighboursChanged', () => this.#own.neighboursChanged?.());
  }

  membersChanged(): void {
    this.neighboursChanged();
  }

  get hub(): NodeId | undefined {
    return this.#guard('hub', () => this.#peer(this.#own.hub));
  }

  ackVia(origin: NodeId): NodeId {
    return this.#guard('ackVia', () => this.#peer(this.#own.ackVia?.(origin)) ?? origin);
  }

  get dueAtMs(): number {
    return this.#guard('dueAtMs', () => {
      const dueAtMs: unknown = this.#own.dueAtMs ?? Infinity;
      if (typeof dueAtMs === 'number' && !Number.isNaN(dueAtMs)) return dueAtMs;
      throw new Misuse(`it must be a time in ms or Infinity, not ${String(dueAtMs)}`);
    });
  }

  flush(now: number): void {
    this.#guard('flush', () => {
      this.#own.flush?.(now);
      // It would be called again at once, for ever: virtual time would stand still.
      if ((this.#own.dueAtMs ?? Infinity) <= now)
        throw new Misuse('dueAtMs is still due: set it to a later time or to Infinity');
    });
  }

  #peer(name: NodeId | undefined): NodeId | undefined {
    if (name === undefined || this.#host.isPeer(name)) return name;
    throw new Misuse(`${String(name)} is no peer of ${this.#host.me}`);
  }

  #guard<T>(method: string, call: () => T): T {
    try {
      return call();
    } catch (error) {
      if (error instanceof StrategyError) throw error;
      const { name, source } = this.#strategy;
      const where = method === 'dueAtMs' || method === 'hub' ? method : `${method}()`;
      throw new StrategyError(name, `${where} at ${this.#host.me}`, error, source);
    }
  }
}
