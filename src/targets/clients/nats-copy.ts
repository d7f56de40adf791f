/**
 * What one server of a NATS cluster holds of a stream. A Direct Get does not tell: the server that is asked passes it on to any that has
 * a copy, drawn anew each time (all of them answer `$JS.API.DIRECT.GET` as one queue group). A consumer with one replica lives on one
 * server and reads what that one holds. On which, the cluster draws: it is made again until it is the one that is meant.
 */

import { randomUUID } from 'node:crypto';
import { AckPolicy, DeliverPolicy, type JetStreamManager } from '@nats-io/jetstream';
import { createInbox, type Msg, type NatsConnection } from '@nats-io/transport-node';
import { ANSWER_LIMIT_MS, StoreError } from '../store.ts';

export interface CopyOptions {
  readonly connection: NatsConnection;
  readonly manager: JetStreamManager;
  readonly stream: string;
  /** Of the messages that are read; it may end in `>`. */
  readonly subject: string;
  /** Leaves out what the messages say. */
  readonly headersOnly: boolean;
}

export interface Held {
  /** Of the message, in the stream. */
  readonly seq: number;
  readonly value: string;
}

/** A stream has five copies at most: once in a million times this many draws are not enough. */
const MOST_DRAWS = 64;
/** The server drops a consumer that nobody has asked for so long. Nothing else removes one from a bucket of others. */
const CONSUMER_LIFE_MS = 30_000;
const BATCH = 256;

export class ServerCopy {
  readonly #options: CopyOptions;
  /** By subject, the latest that the server gave out. */
  readonly #held = new Map<string, Held>();
  #consumer: string | undefined;
  /** The pull that begins when the one before it has ended. */
  #next: Promise<void> | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #giveUp: (error: Error) => void = () => undefined;

  constructor(options: CopyOptions) {
    this.#options = options;
  }

  /** The latest with this subject, held at some time since this was called. @throws {Error} of the client's, or {StoreError} */
  async latest(subject: string): Promise<Held | undefined> {
    await this.#catchUp();
    return this.#held.get(subject);
  }

  /** What is under way fails: its answer will not come. */
  interrupt(error: Error): void {
    this.#giveUp(error);
  }

  /** A pull under way may have missed what came since it began: who asks meanwhile shares the next one. */
  #catchUp(): Promise<void> {
    this.#next ??= this.#last.then(() => {
      this.#next = undefined;
      return this.#pullAll();
    });
    this.#last = this.#next.catch(() => undefined);
    return this.#next;
  }

  async #pullAll(): Promise<void> {
    try {
      this.#consumer ??= await this.#makeConsumer();
      while (await this.#pull(this.#consumer));
    } catch (error) {
      // What it gave out for an answer that did not arrive, it would not give out again.
      this.#consumer = undefined;
      throw error;
    }
  }

  async #makeConsumer(): Promise<string> {
    const { connection, manager, stream, subject, headersOnly } = this.#options;
    const here = connection.info?.server_name;
    const { cluster } = await manager.streams.info(stream);
    const peers = [{ name: cluster?.leader, offline: false }, ...(cluster?.replicas ?? [])];
    const hasCopy = peers.some(({ name, offline }) => name === here && !offline);
    for (let draws = 0; cluster === undefined || (hasCopy && draws < MOST_DRAWS); draws++) {
      const made = await manager.consumers.add(stream, {
        ...{ name: `gossipscope-${randomUUID()}`, num_replicas: 1, mem_storage: true },
        ...{ ack_policy: AckPolicy.None, deliver_policy: DeliverPolicy.LastPerSubject },
        ...{ filter_subject: subject, headers_only: headersOnly, inactive_threshold: CONSUMER_LIFE_MS * 1e6 },
      });
      if (cluster === undefined || made.cluster?.leader === here) return made.name;
      await manager.consumers.delete(stream, made.name);
    }
    throw new StoreError(
      'no_copy',
      `this server holds no copy of ${stream}, or is not in touch with it`,
      true,
    );
  }

  /** All that the server holds beyond what it has given out, a batch at most. @returns whether there may be more */
  #pull(consumer: string): Promise<boolean> {
    const { connection, stream } = this.#options;
    return new Promise((resolve, reject) => {
      let taken = 0;
      const end = (act: () => void): void => {
        clearTimeout(timer);
        subscription.unsubscribe();
        act();
      };
      this.#giveUp = (error) => end(() => reject(error));
      const timer = setTimeout(() => this.#giveUp(new Error('timeout')), ANSWER_LIMIT_MS);
      const inbox = createInbox();
      const subscription = connection.subscribe(inbox, {
        callback: (error, message) => {
          if (error !== null) {
            this.#giveUp(error);
            return;
          }
          const status = message.headers?.code ?? 0;
          // 404: there was nothing, 408: there is no more.
          if (status === 404 || status === 408) end(() => resolve(false));
          else if (status > 0) this.#giveUp(new Error(statusOf(message)));
          else {
            this.#hold(message);
            if (++taken === BATCH) end(() => resolve(true));
          }
        },
      });
      connection.publish(
        `$JS.API.CONSUMER.MSG.NEXT.${stream}.${consumer}`,
        JSON.stringify({ batch: BATCH, no_wait: true }),
        { reply: inbox },
      );
    });
  }

  #hold(message: Msg): void {
    this.#held.set(message.subject, { seq: sequenceOf(message), value: message.string() });
  }
}

/** It stands in the subject for acknowledgements, behind a domain and a hash in the longer form (ADR-15 of NATS). */
function sequenceOf({ reply = '' }: Msg): number {
  const tokens = reply.split('.');
  return Number(tokens[tokens.length > 9 ? 7 : 5]);
}

function statusOf({ headers }: Msg): string {
  return headers?.code === 503 ? 'no responders' : `${headers?.code} ${headers?.description}`;
}
