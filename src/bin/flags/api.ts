/** Which service to ask, and as whom: flags of the commands that are clients of its API. */

import type { Flag } from './flag.ts';

const CA = 'the authority that signed the certificate of the API, as PEM; else those that the system trusts';

export const API_FLAGS: readonly Flag[] = [
  {
    name: 'api',
    setting: 'api',
    kind: 'text',
    placeholder: '<url>',
    help: {
      members: 'the API of any member, such as https://n1:8080',
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
      members: 'a file with a token that has the role members, and nothing else; without it none is sent',
      bench:
        'with --attach: a file with a token that has the roles read and write, and faults where the network is cut; without it none is sent',
      backup: 'a file with a token that has the role read, and nothing else; without it none is sent',
      restore:
        'a file with a token that has the roles read and write, and nothing else; without it none is sent',
    },
  },
  {
    name: 'ca',
    setting: 'ca',
    kind: 'text',
    placeholder: '<file>',
    help: {
      members: CA,
      backup: CA,
      restore: CA,
      bench:
        'the authority that signed the certificates of the APIs of --attach, or of the NATS servers of --agents, as PEM',
    },
  },
];
