/** Which node to ask about the members, and as whom: flags of `members` alone. */

import type { Flag } from './flag.ts';

export const MEMBERS_FLAGS: readonly Flag[] = [
  {
    name: 'api',
    setting: 'api',
    kind: 'text',
    placeholder: '<url>',
    help: 'the API of any member',
  },
  {
    name: 'token-file',
    setting: 'tokenFile',
    kind: 'text',
    placeholder: '<file>',
    help: 'a file with a token that has the role members, and nothing else; without it none is sent',
  },
  {
    name: 'ca',
    setting: 'ca',
    kind: 'text',
    placeholder: '<file>',
    help: 'the authority that signed the certificate of the API, as PEM; else those that the system trusts',
  },
  {
    name: 'force',
    setting: 'force',
    kind: 'switch',
    help: 'with remove: without asking the others, where most of them are gone for good',
  },
  {
    name: 'json',
    setting: 'json',
    kind: 'switch',
    help: 'as JSON, and errors as problem details (RFC 9457)',
  },
];
