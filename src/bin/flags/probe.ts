/** How often `probe` writes and reads, and what it reads where it writes nothing: flags of that command alone. */

import { MOST_PROBED_KEYS } from '../../report/schema/store-settings-schema.ts';
import type { Store } from '../../targets/store.ts';
import type { Flag } from './flag.ts';
import { repeatedTexts, type Given } from './option.ts';

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
  {
    name: 'read-only',
    setting: 'readOnly',
    kind: 'switch',
    help: 'write nothing at all: look at keys that are there, at the primary and at its replicas',
  },
  {
    name: 'key',
    setting: 'keys',
    kind: 'text',
    placeholder: '<name>',
    isRepeatable: true,
    parse: repeatedTexts,
    help: `with --read-only: a key to look at, ${MOST_PROBED_KEYS} at most; of NATS BUCKET/KEY`,
  },
];

/** Flags that say how to write. */
const OF_WRITES = ['every', 'prefix', 'wait', 'synchronous-commit', 'semi-sync', 'consistency'];

/** Why these flags do not go together; undefined: they do. */
export function readOnlyProblem(
  { readOnly, keys }: { readonly readOnly: boolean; readonly keys: readonly string[] },
  given: Given,
  store: Store,
): string | undefined {
  if (!readOnly) return keys.length === 0 ? undefined : '--key needs --read-only';
  if ('refusal' in store.readOnly)
    return `--read-only is not offered for ${store.name}: ${store.readOnly.refusal}`;
  const idle = OF_WRITES.find((name) => given.has(name));
  if (idle !== undefined) return `--${idle} has no effect with --read-only, which writes nothing`;
  if (keys.length === 0) return '--read-only needs the names of the keys to look at: --key NAME';
  if (keys.includes('')) return '--key needs a name';
  return new Set(keys).size > MOST_PROBED_KEYS ? `at most ${MOST_PROBED_KEYS} times --key` : undefined;
}
