/** The verdict on echoes, by the rule of Maelstrom's echo checker: what comes back is what was sent. */

import type { Body } from '../../protocol/envelope.ts';
import { exactText } from '../../protocol/exact-json.ts';
import type { JsonText } from '../../protocol/names.ts';
import { sameValue } from '../../protocol/value-text.ts';
import type { Operation } from '../history.ts';
import { Offences } from '../offences.ts';
import { ruleOf, type Verdict, type WorkloadChecker } from './verdict.ts';

interface Distortion {
  readonly node: string;
  /** JSON texts. */
  readonly sent: string;
  readonly returned: string;
}

export class EchoChecker implements WorkloadChecker {
  readonly #distorted = new Offences<Distortion>();
  #echoes = 0;

  answered({ node, value: sent = 'null' }: Operation, { echo }: Body): boolean {
    if (echo === undefined) return false;
    this.#echoes++;
    const returned = exactText(echo);
    if (!sameValue(sent as JsonText, returned as JsonText)) this.#distorted.add({ node, sent, returned });
    return true;
  }

  verdict(): Verdict {
    const rule = ruleOf(
      'echoes were distorted',
      this.#distorted,
      ({ node, sent, returned }) => `${node} answered ${excerpt(returned)} to ${excerpt(sent)}`,
    );
    return { facts: { echoes: this.#echoes }, rules: [rule] };
  }
}

function excerpt(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 60)}…`;
}
