/** The flags of `members` beside those of every client of the API. */

import { API_FLAGS } from './api.ts';
import type { Flag } from './flag.ts';

export const MEMBERS_FLAGS: readonly Flag[] = [
  ...API_FLAGS,
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
