/** Maelstrom's g-set workload: clients add elements to a set, and read all of it. */

import type { ReplyBody } from '../../protocol/envelope.ts';
import { ElementSet } from './element-set.ts';
import { write } from '../write.ts';
import type { Workload } from '../workload.ts';

export const gSet = {
  name: 'g-set',
  open() {
    const set = new ElementSet();
    return {
      view: set,
      handlers: {
        add(request, replica, now): ReplyBody {
          write(replica, request, set.addition(request, 'element'), now);
          return { type: 'add_ok' };
        },
        read: (_request, replica, now): ReplyBody => ({ type: 'read_ok', value: set.read(replica, now) }),
      },
    };
  },
} as const satisfies Workload;
