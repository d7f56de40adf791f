/** Maelstrom's echo workload: what is sent comes back. Nothing is stored. */

import { Verbatim, type ReplyBody } from '../../protocol/envelope.ts';
import { valueTextOf } from '../../protocol/value-text.ts';
import type { Workload } from '../workload.ts';

export const echo = {
  name: 'echo',
  open: () => ({
    handlers: {
      echo: (request): ReplyBody => ({ type: 'echo_ok', echo: new Verbatim(valueTextOf(request, 'echo')) }),
    },
  }),
} as const satisfies Workload;
