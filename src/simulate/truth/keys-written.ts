/** Which keys of the store stand behind what a request writes: there the truth looks for it. */

import type { Writes } from '../../load/workload.ts';
import type { JsonText, Key, Origin } from '../../protocol/names.ts';
import { totalKey } from '../../workload/services/counter.ts';
import { elementKey } from '../../workload/services/element-set.ts';

/** @param origin the life of the node that is asked. @returns keys that are written in one entry */
export function keysWritten(writes: Writes, origin: Origin): readonly Key[] {
  switch (writes.type) {
    case 'keys':
      return writes.keys;
    case 'element':
      return [elementKey(`${writes.element}` as JsonText)];
    case 'delta':
      return [totalKey(origin)];
  }
}
