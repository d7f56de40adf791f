/** The verdict on echoes, by the rule of Maelstrom's echo checker: what comes back is what was sent. */

import type { JsonText } from '../../src/protocol/envelope.ts';
import { sameValue } from '../../src/protocol/value-text.ts';
import { Offences, type OffenceList } from '../../src/check/offences.ts';

export interface Echo {
  readonly node: string;
  /** JSON text. */
  readonly sent: string;
  /** JSON text; undefined: the answer had none. */
  readonly returned: string | undefined;
}

export interface EchoVerdict {
  readonly ok: boolean;
  readonly echoes: number;
  readonly distorted: OffenceList<Echo>;
}

export class EchoChecker {
  readonly #distorted = new Offences<Echo>();
  #echoes = 0;

  answered(echo: Echo): void {
    this.#echoes++;
    const { sent, returned } = echo;
    if (returned !== undefined && sameValue(sent as JsonText, returned as JsonText)) return;
    this.#distorted.add(echo);
  }

  verdict(): EchoVerdict {
    return { ok: this.#distorted.count === 0, echoes: this.#echoes, distorted: this.#distorted };
  }
}
