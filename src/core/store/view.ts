/** What a workload makes of many keys at once (a set, a sum): kept up to date with the store, so that a read need not walk it. */

import type { JsonText, Key } from '../../protocol/names.ts';

export interface View {
  /** It covers the keys that are strings and begin so. A read of the view is a read of all of them, those not yet written too. */
  readonly prefix: string;
  /** Whether each of its keys is only ever written by one origin, in order: what the store then need not remember. */
  readonly hasSingleWriters: boolean;
  /**
   * A key that it covers has another value now.
   * @param before its old value; undefined: the key is new
   */
  changed(key: string, value: JsonText, before: JsonText | undefined): void;
}

export function covers(view: View, key: Key): key is string {
  return typeof key === 'string' && key.startsWith(view.prefix);
}
