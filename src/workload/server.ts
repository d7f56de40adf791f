/** A whole node without its I/O: it is initialised, answers clients, and gossips. Hosts feed it inputs and obey its steps. */

import { FatalError } from '../base/fatal-error.ts';
import { prng } from '../base/prng.ts';
import { DEFAULT_BOUNDS } from '../core/bounds.ts';
import { StrategyError } from '../core/dissemination/custom/strategy-error.ts';
import { Outbox } from './outbox.ts';
import { Replica } from '../core/replica.ts';
import type { Inbound, ParsedLine, RejectReason, ReplyBody } from '../protocol/envelope.ts';
import type { NodeId } from '../protocol/names.ts';
import { errorBody, RequestError, stackOf, type ErrorName } from '../protocol/errors.ts';
import type { GossipBody } from '../protocol/gossip.ts';
import { isGossip, parseGossip } from '../protocol/parse-gossip.ts';
import { benchWrite, isReport } from './bench.ts';
import { identityIn, type Identity } from './identity.ts';
import { Retries } from './retries.ts';
import { recall, type Kept } from './recall.ts';
import type { ServerConfig } from './server-config.ts';
import type { Input, Step } from './step.ts';
import { Watching } from './watching.ts';
import type { Handler, Service } from './workload.ts';
import { workloadOf } from './workloads.ts';

export class Server {
  readonly #config: ServerConfig;
  readonly #out: Outbox;
  readonly #benchWrite: Handler;
  #service: Service;
  #handlers: ReadonlyMap<string, Handler>;
  #identity: Identity | undefined;
  #replica: Replica | undefined;
  readonly #watching = new Watching();
  readonly #retries: Retries;
  #correctionMs = 0;
  #isDiskFull = false;
  #lastStepMs = 0;
  /** When it was initialised, on the node's clock as it is. */
  #begunAtMs = 0;
  /** Of all lives. The same correction may come again, and no life is to use the dots of another. */
  readonly #incarnations: Set<number>;

  constructor(config: ServerConfig) {
    this.#config = config;
    this.#out = new Outbox(config.kept !== undefined);
    this.#incarnations = new Set([config.incarnation]);
    this.#retries = new Retries({ ...DEFAULT_BOUNDS, ...config.bounds });
    this.#service = workloadOf(config.workload).open();
    this.#benchWrite = benchWrite(this.#service.view !== undefined);
    this.#handlers = this.#handlersOf(this.#service);
  }

  #handlersOf({ handlers }: Service): ReadonlyMap<string, Handler> {
    return new Map([...Object.entries(handlers), ['bench_write', this.#benchWrite]]);
  }

  /** Whether each step tells which keys have changed in it. */
  get watches(): boolean {
    return this.#watching.isOn;
  }

  set watches(isOn: boolean) {
    this.#watching.turn(isOn, this.#replica);
  }

  /** By how much the node's clock is corrected: it was found wrong. */
  get correctionMs(): number {
    return this.#correctionMs;
  }

  /** The time of the last step, by the node's clock as it is corrected. */
  get lastStepMs(): number {
    return this.#lastStepMs;
  }

  /** Whether the next step begins another life, because the clock was found wrong. */
  get isToBeginAnew(): boolean {
    return this.#replica !== undefined && this.#replica.correctionMs !== this.#correctionMs;
  }

  /** Until there is room again, nothing is taken in that could not be kept. */
  setDiskFull(isFull: boolean): void {
    this.#isDiskFull = isFull;
    this.#replica?.setDiskFull(isFull);
  }

  /** Undefined before `init`. */
  get identity(): Identity | undefined {
    return this.#identity;
  }

  /** For a checker that sees every replica; undefined before `init`. */
  get replica(): Pick<Replica, 'origin' | 'changes' | 'claims' | 'versionOf' | 'peek'> | undefined {
    return this.#replica;
  }

  /** @param hostNow ms since the epoch; never less than in the step before */
  step(input: Input, hostNow: number): Step {
    if (this.isToBeginAnew) this.#beginAnew(hostNow);
    const now = hostNow + this.#correctionMs;
    this.#lastStepMs = now;
    if (input.type === 'line') {
      if (input.parsed.ok) this.#message(input.parsed.message, now);
      else this.#rejected(input.parsed);
    } else if (input.type === 'gossip') this.#receive(input.body, input.from, now);
    this.#tick(now);
    const { sends, events, changes } = this.#out.take();
    const dueAtMs = this.#replica?.wakeAtMs ?? Infinity;
    const wakeAt = this.isToBeginAnew ? hostNow : dueAtMs - this.#correctionMs;
    const step = { sends, events, changes, wakeAt: wakeAt === Infinity ? undefined : wakeAt };
    return this.#watching.complete(step);
  }

  /** A fault of ours is told, and the node lives on. */
  #tick(now: number): void {
    try {
      this.#replica?.tick(now);
    } catch (error) {
      this.#fault(error);
    }
  }

  /**
   * @throws {StrategyError} somebody else's mistake: they have to hear of it, and nothing that is measured with it counts
   * @throws {FatalError} the node cannot go on
   */
  #fault(error: unknown): void {
    if (error instanceof StrategyError || error instanceof FatalError) throw error;
    this.#out.events.push({ type: 'fault', text: stackOf(error) });
  }

  #rejected(parsed: ParsedLine & { ok: false }): void {
    const { reason, text, src, msgId } = parsed;
    this.#reject(reason, src === undefined ? text : `from ${src}: ${text}`);
    // A peer asked nothing: it has no use for an error.
    if (src === undefined || this.#replica?.isPeer(src) === true) return;
    this.#out.events.push({ type: 'operation', op: 'unknown', result: 'malformed_request' });
    this.#out.reply(src, msgId, errorBody('malformed_request', text));
  }

  #message(message: Inbound, now: number): void {
    const { body, src, dest } = message;
    if ((body['in_reply_to'] ?? null) !== null || body.type === 'error') {
      this.#reject('unexpected_reply', `${body.type} from ${src}: nothing was asked`);
    } else if (this.#identity !== undefined && dest !== this.#identity.node) {
      const text = `this is ${this.#identity.node}, not ${dest}`;
      this.#reject('wrong_dest', text);
      this.#out.reply(src, message.msgId, errorBody('node_not_found', text));
    } else if (isGossip(body.type)) this.#gossip(message, now);
    else this.#request(message, now);
  }

  #gossip(message: Inbound, now: number): void {
    const { src, body, msgId } = message;
    // A peer that was initialised earlier: it sends what was missed again.
    if (this.#replica === undefined) {
      this.#reject('before_init', `${body.type} from ${src} before init`);
      return;
    }
    if (!this.#replica.isPeer(src)) {
      const text = `"${body.type}" is for the nodes that init named, and ${src} is none of them`;
      this.#reject('not_a_peer', text);
      this.#out.reply(src, msgId, errorBody('not_supported', text));
      return;
    }
    const parsed = parseGossip(message, this.#replica.listener);
    if (parsed.ok) this.#receive(parsed.body, src, now);
    else this.#reject(parsed.reason, `${body.type} from ${src}: ${parsed.text}`);
  }

  /** A message that was found right, or of a peer in the same process, which sends no other. */
  #receive(body: GossipBody, from: NodeId, now: number): void {
    if (this.#replica === undefined) {
      this.#reject('before_init', `${body.type} from ${from} before init`);
      return;
    }
    if (this.#isDiskFull && body.entries !== undefined) {
      // They come again when there is room: a message that was lost is nothing new.
      this.#reject('disk_full', `${body.type} from ${from}: there is no room to keep it`);
      return;
    }
    try {
      this.#replica.receive(body, from, now);
    } catch (error) {
      this.#fault(error);
    }
  }

  #request(message: Inbound, now: number): void {
    const { type } = message.body;
    const op = type === 'init' || isReport(type) || this.#handlers.has(type) ? type : 'unknown';
    try {
      this.#serve(message, now);
      this.#out.events.push({ type: 'operation', op, result: 'ok' });
    } catch (error) {
      if (!(error instanceof RequestError)) this.#fault(error);
      const failure =
        error instanceof RequestError
          ? error
          : new RequestError('crash', `a fault of this node: ${String(error)}`);
      this.#out.events.push({ type: 'operation', op, result: failure.error });
      const isRefused = failure.error === 'temporarily_unavailable' && this.#replica !== undefined;
      const reason = isRefused ? this.#replica?.refusal : REASONS[failure.error];
      if (reason !== undefined) this.#reject(reason, failure.message);
      this.#out.reply(message.src, message.msgId, errorBody(failure.error, failure.message));
    }
  }

  #serve(message: Inbound, now: number): void {
    const { src, msgId, body } = message;
    if (body.type === 'init') {
      this.#init(message, now);
      this.#out.reply(src, msgId, { type: 'init_ok' });
      return;
    }
    const replica = this.#replica;
    if (replica === undefined) {
      throw new RequestError(
        'temporarily_unavailable',
        'this node is not initialised yet: send "init" first',
      );
    }
    if (isReport(body.type)) {
      this.#out.report(src, msgId, { report: body.type, withSketches: body['sketches'] === true });
      return;
    }
    const handler = this.#handlers.get(body.type);
    if (handler === undefined) {
      const known = ['init', ...this.#handlers.keys(), 'bench_report', 'bench_stats'].join(', ');
      throw new RequestError(
        'not_supported',
        `"${body.type.slice(0, 80)}" is not a request of the ${this.#config.workload} workload, which has ${known}`,
      );
    }
    const mayBeRetry = body['idempotency_key'] !== undefined && this.#service.retriable?.includes(body.type);
    const serve = (): ReplyBody => handler(message, replica, now);
    this.#out.reply(src, msgId, mayBeRetry === true ? this.#retries.serve(message, now, serve) : serve());
  }

  /** A repeated init (a reply was lost) changes nothing. @throws {RequestError} malformed_request */
  #init({ body }: Inbound, now: number): void {
    const identity = identityIn(body);
    if (this.#replica !== undefined) return;
    this.#begunAtMs = now;
    this.#identity = identity;
    this.#config.kept?.claim(this.#identity.node);
    this.#replica = this.#begin(this.#identity, this.#config.incarnation, now, this.#config.kept);
    this.#watching.attach(this.#replica);
  }

  /** @param kept what earlier processes kept; absent: a life that begins without */
  #begin(identity: Identity, incarnation: number, now: number, kept?: Kept): Replica {
    const { gossip, seed, traceIds, bounds } = this.#config;
    const rng = prng(seed).fork(identity.node);
    const correctionMs = this.#correctionMs;
    const config = { ...gossip, ...identity, incarnation, rng, traceIds, bounds, correctionMs };
    const recalled = kept && recall(kept, config, this.#out, now);
    for (const used of recalled?.incarnations ?? []) this.#incarnations.add(used);
    if (kept === undefined)
      this.#out.changes?.push({ type: 'life', incarnation, correctionMs, keepsData: false });
    const replica = new Replica(recalled?.state.config ?? config, this.#out, now, recalled);
    replica.setDiskFull(this.#isDiskFull);
    if (this.#service.view !== undefined) replica.show(this.#service.view);
    return replica;
  }

  /** The clock was found wrong: from now on its time is corrected, and the data go over to a life that goes by it. */
  #beginAnew(hostNow: number): void {
    const before = this.#replica;
    if (before === undefined || this.#identity === undefined) return;
    const shiftMs = before.correctionMs - this.#correctionMs;
    this.#correctionMs += shiftMs;
    const now = hostNow + this.#correctionMs;
    this.#out.events.push({ type: 'corrected', correctionMs: this.#correctionMs });
    this.#service = workloadOf(this.#config.workload).open();
    this.#handlers = this.#handlersOf(this.#service);
    this.#replica = this.#begin(this.#identity, this.#nextIncarnation(), now);
    this.#replica.succeed(before, shiftMs, now);
  }

  /** It goes on with what was accepted since the node was initialised: that is when its life began, by the corrected time. */
  #nextIncarnation(): number {
    let startUs = Math.max(1, Math.floor((this.#begunAtMs + this.#correctionMs) * 1000));
    while (this.#incarnations.has(startUs)) startUs++;
    this.#incarnations.add(startUs);
    return startUs;
  }

  #reject(reason: RejectReason, text: string): void {
    this.#out.events.push({ type: 'rejected', reason, text });
  }
}

/** Errors that count as rejected inputs, too. */
const REASONS: Partial<Record<ErrorName, RejectReason>> = {
  malformed_request: 'malformed',
  not_supported: 'unknown_type',
  temporarily_unavailable: 'before_init',
};
