/** Answers that no client of Maelstrom takes: which request they were to, what was expected, what came, and why that is wrong. */

import { printable } from '../../base/printable.ts';
import { Offences } from '../../check/offences.ts';
import { formText, replyFault } from '../../load/reply-form.ts';
import type { RequestBody, Workload } from '../../load/workload.ts';
import type { Body } from '../../protocol/envelope.ts';
import { exactText } from '../../protocol/exact-json.ts';

/** What an operation's error is called that was answered so. */
export const MALFORMED = 'malformed_answer';

/** Shown of a request and of an answer. */
const EXCERPT_CHARS = 200;

export class MalformedAnswers {
  /** In sentences that begin with the node's name. */
  readonly seen = new Offences<string>();
  /** How many of them Maelstrom's clients would take. */
  unfit = 0;
  readonly #workload: Workload;

  constructor(workload: Workload) {
    this.#workload = workload;
  }

  /** Whether the answer has the form that the workload prescribes. Errors have any form. @param from who answered, if not the node */
  isWellFormed(node: string, request: RequestBody, answer: Body, from = node): boolean {
    if (answer.type === 'error') return true;
    const form = this.#workload.replies[request.type] ?? {};
    const fault = replyFault(request.type, answer, form);
    if (fault !== undefined) this.#add(node, request, answer, fault, from);
    return fault === undefined;
  }

  /** The form fits, and what it holds does not. */
  addUnfit(node: string, request: RequestBody, answer: Body, from = node): void {
    this.unfit++;
    this.#add(node, request, answer, 'it does not fit the request', from);
  }

  #add(node: string, request: RequestBody, answer: Body, fault: string, from: string): void {
    const expected = formText(request.type, this.#workload.replies[request.type] ?? {});
    const [asked, got] = [request, answer].map((body) => printable(exactText(body), EXCERPT_CHARS));
    const who = from === node ? 'answered' : `${from} answered`;
    this.seen.add(
      `${node} was asked ${asked ?? ''}, and ${who} ${got ?? ''}: ${fault}. Expected: ${expected}`,
    );
  }
}
