/** Maelstrom's echo workload: what is sent comes back. */

import { EchoChecker } from '../../check/workloads/echo.ts';
import { uniqueValue } from '../unique-value.ts';
import { ONLY_KEY, type Workload } from '../workload.ts';

export const echo = {
  name: 'echo',
  state: 'none',
  replies: { echo: { echo: 'anything' } },
  hasSizedValues: true,
  needsEveryAnswer: true,
  checker: () => new EchoChecker(),
  request({ id }, { valueBytes, dialect }) {
    // Each is another, so that an answer to somebody else shows. Maelstrom sends texts, and some nodes take nothing else.
    const isPlain = dialect === 'maelstrom' && valueBytes === 0;
    const value = isPlain ? `Please echo ${id}` : uniqueValue(id, valueBytes);
    return { body: { type: 'echo', echo: value }, key: ONLY_KEY, value, reads: [] };
  },
} as const satisfies Workload;
