/** How often `probe` writes and reads: flags of that command alone. */

import type { Flag } from './flag.ts';

export const PROBE_FLAGS: readonly Flag[] = [
  {
    name: 'every',
    setting: 'everyMs',
    kind: 'duration',
    help: 'from one write to the next',
  },
  {
    name: 'read-every',
    setting: 'readEveryMs',
    kind: 'duration',
    help: 'from one read of a replica to the next: as fine is what is measured',
  },
];
