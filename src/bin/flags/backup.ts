/** Which service to ask, and as whom: flags of `backup` and `restore`. */

import type { Flag } from './flag.ts';

const API_FLAGS: readonly Flag[] = [
  {
    name: 'api',
    setting: 'api',
    kind: 'text',
    placeholder: '<url>',
    help: {
      backup: 'the API of the node to back up, such as https://n1:8080',
      restore: 'the API of the node to write to, such as https://n1:8080',
    },
  },
  {
    name: 'token-file',
    setting: 'tokenFile',
    kind: 'text',
    placeholder: '<file>',
    help: {
      backup: 'a file with a token that has the role read, and nothing else',
      restore: 'a file with a token that has the roles read and write, and nothing else',
    },
  },
  {
    name: 'ca',
    setting: 'ca',
    kind: 'text',
    placeholder: '<file>',
    help: 'the authorities to trust, in place of those of the system',
  },
];

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
