/**
 * The log of one key as its clients saw it: which message at which offset, and which message followed which. Of steps from one message to
 * the next each is kept once, so that it takes room for the log, and not for all polls of it.
 */

import { outcomeOf } from '../outcome.ts';
import type { Operation } from '../history.ts';

/** One client saw the one message, and then the other. */
export interface StepSeen {
  readonly to: Message;
  /** The poll that returned the one, and at which offset; then the same of the other. */
  readonly before: Operation;
  readonly offsetBefore: number;
  readonly op: Operation;
  readonly offset: number;
}

export class Message {
  /** JSON text. */
  readonly value: string;
  /** Undefined: nobody had sent it when it was first seen. */
  readonly send: Operation | undefined;
  /** What its client had sent to the key before. */
  readonly sentAfter: Message | undefined;
  /** In the order in which they were seen; more than one is wrong. */
  readonly offsets = new Set<number>();
  /** The first poll that returned it. */
  poll: Operation | undefined;
  #inOnePoll: Map<Message, StepSeen> | undefined;
  #betweenPolls: Map<Message, StepSeen> | undefined;

  constructor(value: string, send: Operation | undefined, sentAfter: Message | undefined) {
    this.value = value;
    this.send = send;
    this.sentAfter = sentAfter;
  }

  /** It came out that the send had no effect. */
  get isRefused(): boolean {
    const { send } = this;
    return send !== undefined && outcomeOf(send.completedAtMs, send.error) === 'failed';
  }

  /** The send, where it came out that it took effect. */
  get acknowledged(): Operation | undefined {
    const { send } = this;
    return send !== undefined && outcomeOf(send.completedAtMs, send.error) === 'done' ? send : undefined;
  }

  /** @returns whether that is new */
  followedBy(step: StepSeen): boolean {
    const isInOne = step.before === step.op;
    const steps = isInOne ? (this.#inOnePoll ??= new Map()) : (this.#betweenPolls ??= new Map());
    if (steps.has(step.to)) return false;
    steps.set(step.to, step);
    return true;
  }

  stepsInOnePoll(): Iterable<StepSeen> {
    return this.#inOnePoll?.values() ?? [];
  }

  stepsBetweenPolls(): Iterable<StepSeen> {
    return this.#betweenPolls?.values() ?? [];
  }
}

export class KeyLog {
  readonly #messages = new Map<string, Message>();
  readonly #byOffset = new Map<number, Message[]>();

  get messages(): Iterable<Message> {
    return this.#messages.values();
  }

  messageWith(value: string): Message | undefined {
    return this.#messages.get(value);
  }

  /** A request with this message is about to leave. */
  sent(value: string, send: Operation, sentAfter: Message | undefined): Message {
    const known = this.#messages.get(value);
    // What was seen before it was sent stays something that nobody had sent.
    if (known !== undefined) return known;
    const message = new Message(value, send, sentAfter);
    this.#messages.set(value, message);
    return message;
  }

  polled(offset: number, value: string, poll: Operation): Message {
    let message = this.#messages.get(value);
    if (message === undefined)
      this.#messages.set(value, (message = new Message(value, undefined, undefined)));
    message.poll ??= poll;
    this.placed(message, offset);
    return message;
  }

  /** Somebody said that it is there. */
  placed(message: Message, offset: number): void {
    if (message.offsets.has(offset)) return;
    message.offsets.add(offset);
    const others = this.#byOffset.get(offset);
    if (others === undefined) this.#byOffset.set(offset, [message]);
    else others.push(message);
  }

  /** The messages at each offset that has any, ascending: there may be gaps between the offsets, and these mean nothing. */
  inOrder(): (readonly [offset: number, messages: readonly Message[]])[] {
    return [...this.#byOffset].sort(([a], [b]) => a - b);
  }
}
