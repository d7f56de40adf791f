/**
 * Maelstrom's unique-ids workload: ids that no other node gives, nor this one in another life. A node asks nobody: its name
 * and the start of its process make the ids its own, and a count tells them apart. So a partition takes nothing away.
 */

import type { ReplyBody } from '../../protocol/envelope.ts';
import type { Workload } from '../workload.ts';

export const uniqueIds = {
  name: 'unique-ids',
  open() {
    let count = 0;
    return {
      handlers: {
        generate: (_request, replica): ReplyBody => ({
          type: 'generate_ok',
          id: `${replica.start}-${++count}`,
        }),
      },
    };
  },
} as const satisfies Workload;
