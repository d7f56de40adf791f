/** The flags of `backup`, which are those of every client of the API, and of `restore`, which has one more. */

import { API_FLAGS } from './api.ts';
import type { Flag } from './flag.ts';

export const BACKUP_FLAGS = API_FLAGS;

export const RESTORE_FLAGS: readonly Flag[] = [
  ...API_FLAGS,
  {
    name: 'over',
    setting: 'over',
    kind: 'switch',
    help: 'also into a cluster that holds keys: those of the backup are written over',
  },
];
