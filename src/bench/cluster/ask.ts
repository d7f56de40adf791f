/** A question of the bench itself to a node: one that does not get a processor may take longer than others. */

import type { RequestBody } from '../../load/workload.ts';
import type { Body } from '../../protocol/envelope.ts';
import { exactText } from '../../protocol/exact-json.ts';
import type { RequestClient } from '../clients/request-client.ts';
import { isStarved, type CpuTime } from './cpu-time.ts';
import { STARVED_LIMIT_MS } from './silence.ts';

export interface Question {
  readonly client: RequestClient;
  readonly node: string;
  readonly body: RequestBody;
  readonly timeoutMs: number;
  readonly cpuTime: () => CpuTime | undefined;
}

/** @returns the answer; or what the node did instead, in words that follow its name */
export async function ask(question: Question): Promise<Body | string> {
  const { body, timeoutMs } = question;
  const answer = await answerTo(question);
  if (typeof answer === 'number') {
    const busy =
      answer > timeoutMs ? ': it does not get a processor. Use fewer nodes, or a less busy machine' : '';
    return `did not answer \`${body.type}\` within ${answer / 1000} s${busy}.`;
  }
  if (answer.type === 'error') {
    const [code = 'none', text = 'none'] = [answer['code'], answer['text']].map((part) =>
      JSON.stringify(part),
    );
    return `answered \`${body.type}\` with error ${code}: ${text}.`;
  }
  const expected = `${body.type}_ok`;
  return answer.type === expected
    ? answer
    : `answered \`${body.type}\` with ${exactText(answer)}: a message of type "${expected}" was expected.`;
}

/** A number: for so many ms there was none. */
function answerTo({ client, node, body, timeoutMs, cpuTime }: Question): Promise<Body | number> {
  const [startMs, start] = [performance.now(), cpuTime()];
  return new Promise((resolve) => {
    let patience: NodeJS.Timeout | undefined;
    const done = (answer: Body | number): void => {
      clearTimeout(patience);
      resolve(answer);
    };
    client.send(
      node,
      body,
      (outcome) => {
        if (outcome.type === 'answer') {
          done(outcome.body);
          return;
        }
        const now = cpuTime();
        const starves = start && now && isStarved(start, now, performance.now() - startMs);
        if (starves !== true) done(timeoutMs);
        else patience = setTimeout(done, STARVED_LIMIT_MS - timeoutMs, STARVED_LIMIT_MS);
      },
      timeoutMs,
    );
  });
}
