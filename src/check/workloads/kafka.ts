/** Judges the clients of `kafka`: logs of messages, by the rules of Jepsen's kafka checker, and what is committed of each. */

import type { Body } from '../../protocol/envelope.ts';
import { exactText } from '../../protocol/exact-json.ts';
import type { Operation } from '../history.ts';
import { isOffset, offsetsIn, polledIn, requestOf, type Placed } from '../kafka/answers.ts';
import { CommittedOffsets } from '../kafka/committed.ts';
import { KeyLog, type Message } from '../kafka/key-log.ts';
import { offencesIn } from '../kafka/log-offences.ts';
import { isOfEndedLife, ONE_LIFE, type LifeStarts } from '../lives.ts';
import { NO_OFFENCES, Offences, provenOffence, type ProvenOffence } from '../offences.ts';
import { outcomeOf } from '../outcome.ts';
import { passedByMaelstrom, provenRule, ruleOf, type Verdict, type WorkloadChecker } from './verdict.ts';

/** Messages, further offsets of one, and steps from one to the next, that are remembered: a node that answers in another order each time makes any number. */
export const MAX_REMEMBERED = 4_000_000;

/** What a client has done with each key. */
interface ClientPast {
  readonly polled: Map<
    string,
    { readonly message: Message; readonly op: Operation; readonly offset: number }
  >;
  readonly sent: Map<string, Message>;
  /** The commit of what was polled last. */
  readonly committed: Map<string, Operation>;
}

const RULES = {
  lost: 'acknowledged messages were lost',
  neverPolled: 'acknowledged messages were never polled',
  conflicting: 'offsets held several messages',
  repeated: 'messages had several offsets',
  skippedInOnePoll: 'polls left messages out',
  disorderedInOnePoll: 'polls returned messages out of order',
  skippedBetweenPolls: 'polls left out messages since the poll before',
  backBetweenPolls: 'polls went back behind the poll before',
  backBetweenSends: 'sends of one client were reordered',
  refused: 'polls returned messages whose send had been refused',
  invented: 'polls returned what nobody had sent',
} as const;
type LogRule = keyof typeof RULES;
const LOG_RULES = Object.keys(RULES) as LogRule[];
/** Only when all is over, somebody has looked at everything. */
const IN_THE_END: ReadonlySet<LogRule> = new Set(['lost', 'neverPolled']);

export class KafkaChecker implements WorkloadChecker {
  readonly #logs = new Map<string, KeyLog>();
  readonly #committed = new Map<string, CommittedOffsets>();
  readonly #clients = new Map<number, ClientPast>();
  readonly #skipped = new Offences<ProvenOffence>();
  readonly #readToItsEnd = new Set<string>();
  readonly #maxRemembered: number;
  #remembered = 0;
  #forgotten = 0;
  #starts: LifeStarts = ONE_LIFE;

  constructor(maxRemembered = MAX_REMEMBERED) {
    this.#maxRemembered = maxRemembered;
  }

  invoked(op: Operation): void {
    const request = requestOf(op);
    if (request[0] === 'send') {
      const [, key, message] = request;
      const { sent } = this.#pastOf(op);
      sent.set(key, this.#logOf(key).sent(exactText(message), op, sent.get(key)));
      this.#remembered++;
    } else if (request[0] === 'commit') {
      const { committed } = this.#pastOf(op);
      for (const [key, offset] of Object.entries(request[1])) {
        this.#committedOf(key).committing(op, offset);
        committed.set(key, op);
      }
    }
  }

  answered(op: Operation, { msgs, offset, offsets }: Body, isFinal: boolean): boolean {
    if (isFinal) this.#readToItsEnd.add(String(op.key));
    const request = isFinal ? (['poll'] as const) : requestOf(op);
    switch (request[0]) {
      case 'send':
        return this.#acknowledged(request[1], request[2], offset);
      case 'poll':
        return this.#polled(op, polledIn(msgs));
      case 'assign':
        return this.#assigned(op, request[1], offsetsIn(offsets));
      case 'commit':
        return true;
    }
  }

  livesEnded(starts: LifeStarts): void {
    this.#starts = starts;
  }

  verdict(): Verdict {
    const found = new Map(LOG_RULES.map((rule) => [rule, new Offences<ProvenOffence>()]));
    const add = (
      key: string,
      found: readonly ProvenOffence[],
      to: Offences<ProvenOffence> | undefined,
    ): void => {
      for (const { text, ids } of found) to?.add({ text: `key ${key}: ${text}`, ids });
    };
    let [messages, polled] = [0, 0];
    for (const [key, log] of this.#logs) {
      const offences = offencesIn(log, this.#readToItsEnd.has(key), (message) => this.#isExcused(message));
      for (const rule of LOG_RULES) add(key, offences[rule], found.get(rule));
      for (const { poll } of log.messages) {
        messages++;
        if (poll !== undefined) polled++;
      }
    }
    const [back, invented] = [new Offences<ProvenOffence>(), new Offences<ProvenOffence>()];
    for (const [key, committed] of this.#committed) {
      const offences = committed.offences();
      add(key, offences.back, back);
      add(key, offences.invented, invented);
    }
    const unjudged = { count: this.#forgotten, examples: [`beyond the first ${this.#maxRemembered}`] };
    return {
      facts: { keys: this.#logs.size, messages, 'messages polled': polled },
      rules: [
        ...LOG_RULES.map((rule) =>
          provenRule(RULES[rule], found.get(rule) ?? NO_OFFENCES, IN_THE_END.has(rule)),
        ),
        provenRule('polls went on behind what could not be committed', this.#skipped),
        ruleOf('messages and orders could not be judged', unjudged, (text) => text),
        passedByMaelstrom(provenRule('committed offsets went back', back)),
        passedByMaelstrom(provenRule('committed offsets were made up', invented)),
      ],
    };
  }

  /**
   * Maelstrom's clients poll and commit in one operation. Where the commit is refused all of it has failed, and they go on from there all the
   * same: so its checker sees messages that the polls left out.
   */
  #wentOn(op: Operation, key: string): void {
    const { committed } = this.#pastOf(op);
    const commit = committed.get(key);
    committed.delete(key);
    if (commit === undefined || outcomeOf(commit.completedAtMs, commit.error) !== 'failed') return;
    const refusal = `${commit.node} (operation ${commit.id}) refused to commit ${commit.value ?? ''}: ${commit.error ?? ''}`;
    this.#skipped.add(provenOffence(`key ${key}: ${refusal}; then its client polled on`, commit, op));
  }

  /** What a node that was killed had acknowledged may be gone with it. */
  #isExcused({ send }: Message): boolean {
    return send !== undefined && isOfEndedLife(send, this.#starts);
  }

  #acknowledged(key: string, value: unknown, offset: unknown): boolean {
    if (!isOffset(offset)) return false;
    const log = this.#logOf(key);
    const message = log.messageWith(exactText(value));
    if (message !== undefined) log.placed(message, offset);
    return true;
  }

  #polled(op: Operation, answer: ReadonlyMap<string, readonly Placed[]> | undefined): boolean {
    if (answer === undefined) return false;
    const { polled } = this.#pastOf(op);
    for (const [key, list] of answer) {
      const log = this.#logOf(key);
      let before = polled.get(key);
      if (list.length > 0) this.#wentOn(op, key);
      for (const [offset, value] of list) {
        if (!this.#mayRemember()) continue;
        const known = log.messageWith(value);
        const knownOffsets = known?.offsets.size ?? 0;
        const message = log.polled(offset, value, op);
        // Where it is first seen takes no more room than the message.
        if (known === undefined || message.offsets.size > Math.max(1, knownOffsets)) this.#remembered++;
        if (before !== undefined) {
          const step = { to: message, before: before.op, offsetBefore: before.offset, op, offset };
          if (before.message.followedBy(step)) this.#remembered++;
        }
        before = { message, op, offset };
      }
      if (before !== undefined) polled.set(key, before);
    }
    return true;
  }

  #mayRemember(): boolean {
    if (this.#remembered < this.#maxRemembered) return true;
    this.#forgotten++;
    return false;
  }

  /** As Jepsen does, the sends to keys that are left are forgotten, too. */
  #assigned(
    op: Operation,
    keys: readonly string[],
    offsets: ReadonlyMap<string, number> | undefined,
  ): boolean {
    if (offsets === undefined) return false;
    for (const key of keys) this.#committedOf(key).told(op, offsets.get(key));
    const assigned = new Set(keys);
    const { polled, sent, committed } = this.#pastOf(op);
    for (const past of [polled, sent, committed])
      for (const key of past.keys()) if (!assigned.has(key)) past.delete(key);
    return true;
  }

  #logOf(key: string): KeyLog {
    let log = this.#logs.get(key);
    if (log === undefined) this.#logs.set(key, (log = new KeyLog()));
    return log;
  }

  #committedOf(key: string): CommittedOffsets {
    let committed = this.#committed.get(key);
    if (committed === undefined) this.#committed.set(key, (committed = new CommittedOffsets()));
    return committed;
  }

  #pastOf({ client = 0 }: Operation): ClientPast {
    let past = this.#clients.get(client);
    if (past === undefined)
      this.#clients.set(client, (past = { polled: new Map(), sent: new Map(), committed: new Map() }));
    return past;
  }
}
