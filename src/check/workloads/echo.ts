/** The verdict on echoes, by the rule of Maelstrom's echo checker: what comes back is what was sent. */

import type { Body } from '../../protocol/envelope.ts';
import { canonicalText, exactText } from '../../protocol/exact-json.ts';
import type { Operation } from '../history.ts';
import { Offences, provenOffence, type ProvenOffence } from '../offences.ts';
import { provenRule, type Verdict, type WorkloadChecker } from './verdict.ts';

export class EchoChecker implements WorkloadChecker {
  readonly #distorted = new Offences<ProvenOffence>();
  #echoes = 0;

  answered(op: Operation, { echo }: Body): boolean {
    if (echo === undefined) return false;
    this.#echoes++;
    const { node, value: sent = 'null' } = op;
    const returned = exactText(echo);
    if (canonicalText(echo) !== canonicalText(JSON.parse(sent)))
      this.#distorted.add(provenOffence(`${node} answered ${excerpt(returned)} to ${excerpt(sent)}`, op));
    return true;
  }

  verdict(): Verdict {
    return {
      facts: { echoes: this.#echoes },
      rules: [provenRule('echoes were distorted', this.#distorted)],
    };
  }
}

function excerpt(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 60)}…`;
}
