/** A whole node without its I/O: it is initialised, answers clients, and gossips. Hosts feed it inputs and obey its steps. */

import { FatalError } from '../base/fatal-error.ts';
import { StrategyError } from '../core/dissemination/custom/strategy-error.ts';
import { Outbox } from './outbox.ts';
import type { Replica } from '../core/replica.ts';
import type { Inbound, ParsedLine, RejectReason, ReplyBody } from '../protocol/envelope.ts';
import type { NodeId } from '../protocol/names.ts';
import { errorBody, ERROR_CODES, RequestError, stackOf } from '../protocol/errors.ts';
import type { GossipBody } from '../protocol/gossip.ts';
import { isGossip, parseGossip } from '../protocol/parse-gossip.ts';
import { benchWrite, isReport } from './bench.ts';
import { BEGIN, beginningOf, MEMBERSHIP_HANDLERS, requireServing } from './membership.ts';
import { identityIn, type Identity } from './identity.ts';
import { Lives, type Beginning } from './lives.ts';
import { crash, notInitialised, rejectionOf, unknownRequest } from './refusals.ts';
import { serveOnce } from './retries.ts';
import type { ServerConfig } from './server-config.ts';
import type { CheckedReplica, Input, Step } from './step.ts';
import { Watching } from './watching.ts';
import type { Handler, Service } from './workload.ts';
import { workloadOf } from './workloads.ts';

export class Server {
  readonly #config: ServerConfig;
  readonly #out: Outbox;
  readonly #lives: Lives;
  readonly #benchWrite: Handler;
  #service: Service;
  #handlers: ReadonlyMap<string, Handler>;
  #identity: Identity | undefined;
  #replica: Replica | undefined;
  readonly #watching = new Watching();
  #isDiskFull = false;
  #lastStepMs = 0;

  constructor(config: ServerConfig) {
    this.#config = config;
    this.#out = new Outbox(config.kept !== undefined);
    this.#lives = new Lives(config, this.#out);
    this.#service = workloadOf(config.workload).open();
    this.#benchWrite = benchWrite(this.#service.view !== undefined);
    this.#handlers = this.#handlersOf(this.#service);
  }

  #handlersOf({ handlers }: Service): ReadonlyMap<string, Handler> {
    const own = this.#config.hasViews === true ? Object.entries(MEMBERSHIP_HANDLERS) : [];
    return new Map([...Object.entries(handlers), ['bench_write', this.#benchWrite], ...own]);
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
    return this.#lives.correctionMs;
  }

  /** The time of the last step, by the node's clock as it is corrected. */
  get lastStepMs(): number {
    return this.#lastStepMs;
  }

  /** Whether the next step begins another life, because the clock was found wrong. */
  get isToBeginAnew(): boolean {
    return this.#replica !== undefined && this.#replica.correctionMs !== this.#lives.correctionMs;
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
  get replica(): CheckedReplica | undefined {
    return this.#replica;
  }

  /** One input, and everything that it leads to. @param hostNow ms since the epoch; never less than before */
  step(input: Input, hostNow: number): Step {
    const now = this.#begin(hostNow);
    if (input.type === 'line') {
      if (input.parsed.ok) this.#message(input.parsed.message, now);
      else this.#rejected(input.parsed);
    } else if (input.type === 'gossip') this.#receive(input.body, input.from, now);
    return this.#end(now, hostNow);
  }

  /** Whether it is a request that `take` takes. */
  isTaken(type: string): boolean {
    return this.#handlers.has(type);
  }

  /**
   * A request that is answered in the next step: what a step costs beside its inputs is paid once for those that came together.
   * @param hostNow as for `step`
   */
  take(request: Inbound, hostNow: number): void {
    this.#message(request, this.#begin(hostNow));
  }

  #begin(hostNow: number): number {
    if (this.isToBeginAnew) this.#beginAnew(hostNow);
    this.#lastStepMs = hostNow + this.#lives.correctionMs;
    return this.#lastStepMs;
  }

  #end(now: number, hostNow: number): Step {
    this.#tick(now);
    const { sends, events, changes } = this.#out.take();
    const dueAtMs = this.#replica?.wakeAtMs ?? Infinity;
    const wakeAt = this.isToBeginAnew ? hostNow : dueAtMs - this.#lives.correctionMs;
    const isQuiet = wakeAt === Infinity;
    return this.#watching.complete({ sends, events, changes, wakeAt: isQuiet ? undefined : wakeAt });
  }

  /** A fault of ours is told, and the node lives on. */
  #tick(now: number): void {
    try {
      this.#replica?.tick(now);
    } catch (error) {
      this.#fault(error);
    }
  }

  /** @throws {StrategyError} somebody else's mistake, of which they have to hear @throws {FatalError} the node cannot go on */
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
      const isUnknown = body.type === 'error' && body['code'] === ERROR_CODES.not_supported;
      if (isUnknown && this.#replica?.isStrangeTo(src, now) === true) return;
      this.#reject('unexpected_reply', `${body.type} from ${src}: nothing was asked`);
    } else if (this.#identity !== undefined && dest !== this.#identity.node) {
      const text = `this is ${this.#identity.node}, not ${dest}`;
      this.#reject('wrong_dest', text);
      this.#out.reply(src, message.msgId, errorBody('node_not_found', text));
    } else {
      const handler = this.#handlers.get(body.type);
      if (handler === undefined && isGossip(body.type)) this.#gossip(message, now);
      else this.#request(message, handler, now);
    }
  }

  #gossip(message: Inbound, now: number): void {
    const { src, body, msgId } = message;
    // A peer that was initialised earlier: it sends what was missed again.
    if (this.#replica === undefined) {
      this.#reject('before_init', `${body.type} from ${src} before init`);
      return;
    }
    if (!this.#replica.isPeer(src) && this.#replica.members === undefined) {
      const text = `"${body.type}" is for the nodes that init named, and ${src} is none of them`;
      this.#reject('not_a_peer', text);
      this.#out.reply(src, msgId, errorBody('not_supported', text));
      return;
    }
    const parsed = parseGossip(message, this.#replica.listener);
    if (!parsed.ok) this.#reject(parsed.reason, `${body.type} from ${src}: ${parsed.text}`);
    else {
      const { left } = parsed;
      if (left !== undefined) this.#reject('over_limit', `${body.type} from ${src}: ${left.text}`);
      this.#receive(parsed.body, src as NodeId, now, left?.entries);
    }
  }

  /** A message that was found right, or of a peer in the same process, which sends no other. */
  #receive(body: GossipBody, from: NodeId, now: number, entriesLeftOut = 0): void {
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
      this.#replica.receive(body, from, now, entriesLeftOut);
    } catch (error) {
      this.#fault(error);
    }
  }

  #request(message: Inbound, handler: Handler | undefined, now: number): void {
    const { type } = message.body;
    const op =
      handler !== undefined || type === 'init' || type === BEGIN || isReport(type) ? type : 'unknown';
    try {
      if (handler === undefined) this.#serveOther(message, now);
      else this.#serve(message, handler, now);
      this.#out.events.push({ type: 'operation', op, result: 'ok' });
    } catch (error) {
      if (!(error instanceof RequestError)) this.#fault(error);
      const failure = error instanceof RequestError ? error : crash(error);
      this.#out.events.push({ type: 'operation', op, result: failure.error });
      const reason = rejectionOf(failure.error, this.#replica, now);
      if (reason !== undefined) this.#reject(reason, failure.message);
      this.#out.reply(message.src, message.msgId, errorBody(failure.error, failure.message));
    }
  }

  /** A request of the workload. */
  #serve(message: Inbound, handler: Handler, now: number): void {
    const { src, msgId, body } = message;
    const replica = this.#running;
    requireServing(replica, body.type, now);
    const serve = (): ReplyBody => handler(message, replica, now);
    const mayBeRetry = body['idempotency_key'] !== undefined && this.#service.retriable?.includes(body.type);
    this.#out.reply(src, msgId, mayBeRetry === true ? serveOnce(replica, message, now, serve) : serve());
  }

  #serveOther(message: Inbound, now: number): void {
    const { src, msgId, body } = message;
    if (body.type === BEGIN && this.#config.hasViews === true) {
      this.#join(message, now);
      this.#out.reply(src, msgId, { type: `${BEGIN}_ok` });
    } else if (body.type === 'init' && this.#config.hasViews !== true) {
      this.#init(message, now);
      this.#out.reply(src, msgId, { type: 'init_ok' });
    } else {
      const replica = this.#running;
      if (isReport(body.type)) {
        this.#out.report(src, msgId, { report: body.type, withSketches: body['sketches'] === true });
        return;
      }
      requireServing(replica, body.type, now);
      throw unknownRequest(body.type, this.#config.workload, this.#handlers.keys());
    }
  }

  /** @throws {RequestError} temporarily_unavailable */
  get #running(): Replica {
    if (this.#replica === undefined) throw notInitialised();
    return this.#replica;
  }

  /** A repeated init (a reply was lost) changes nothing. @throws {RequestError} malformed_request */
  #init({ body }: Inbound, now: number): void {
    const identity = identityIn(body);
    if (this.#replica !== undefined) return;
    this.#config.kept?.claim(identity.node);
    this.#begins(identity, now, { kept: this.#config.kept });
  }

  /** In place of `init`. @throws {RequestError} malformed_request */
  #join(message: Inbound, now: number): void {
    const { node, views } = beginningOf(message);
    if (this.#replica !== undefined) return;
    this.#config.kept?.claim(node);
    this.#begins({ node, nodes: [node] }, now, { kept: this.#config.kept, views });
  }

  #begins(identity: Identity, now: number, beginning: Beginning): void {
    this.#identity = identity;
    this.#replica = this.#lives.first(identity, now, { ...beginning, view: this.#service.view });
    this.#replica.setDiskFull(this.#isDiskFull);
    this.#watching.attach(this.#replica);
  }

  /** The clock was found wrong: from now on its time is corrected, and the data go over to a life that goes by it. */
  #beginAnew(hostNow: number): void {
    if (this.#replica === undefined) return;
    this.#service = workloadOf(this.#config.workload).open();
    this.#handlers = this.#handlersOf(this.#service);
    this.#replica = this.#lives.next(this.#replica, hostNow, this.#service.view);
    this.#replica.setDiskFull(this.#isDiskFull);
    this.#watching.attach(this.#replica);
  }

  #reject(reason: RejectReason, text: string): void {
    this.#out.events.push({ type: 'rejected', reason, text });
  }
}
