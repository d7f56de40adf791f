/** Which certificates to make, for whom and for how long: flags of `certs` alone. */

import type { Flag } from './flag.ts';
import { repeatedTexts } from './option.ts';

const DAYS = { min: 1, max: 36_500 };

export const CERTS_FLAGS: readonly Flag[] = [
  {
    name: 'out',
    setting: 'out',
    kind: 'text',
    placeholder: '<dir>',
    help: 'where they go; an authority that is there already signs the new ones',
  },
  {
    name: 'cluster',
    setting: 'cluster',
    kind: 'text',
    placeholder: '<name>',
    help: 'the cluster that they are good for, and no other',
  },
  {
    name: 'client',
    setting: 'clients',
    kind: 'text',
    placeholder: '<name>',
    isRepeatable: true,
    parse: repeatedTexts,
    help: 'also one for this client of the API, whom no node takes for a node; can be given again',
  },
  {
    name: 'days',
    setting: 'days',
    kind: 'number',
    range: DAYS,
    help: 'how long certificates of nodes and clients are valid',
  },
  {
    name: 'ca-days',
    setting: 'caDays',
    kind: 'number',
    range: DAYS,
    help: 'how long a new authority is valid',
  },
  {
    name: 'renew',
    setting: 'renew',
    kind: 'switch',
    help: 'replace the certificates and keys of the named nodes and clients',
  },
];
