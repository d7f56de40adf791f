/** What a workload's clients do, for the sentences of a report: the mix of operations, whether they choose keys, whether nodes share state. */

import type { Workload } from '../../load/workload.ts';
import { workloadOf } from '../../load/workloads.ts';
import type { Settings } from '../schema/settings-schema.ts';

/** In words; empty where a workload leaves no choice. */
export function describeMix(
  settings: Pick<Settings, 'workload' | 'readRatio' | 'casRatio' | 'deleteRatio' | 'keys' | 'keyChoice'>,
): string {
  const { readRatio, casRatio, deleteRatio, keys, keyChoice } = settings;
  if (!sharesState(settings)) return '';
  const reads = `, ${percent(readRatio)} reads`;
  const compared = casRatio === 0 ? '' : `, ${percent(casRatio)} of the writes compare and set`;
  const deleted = deleteRatio === 0 ? '' : `, ${percent(deleteRatio)} of the writes delete`;
  return hasKeys(settings) ? `${reads}${compared}${deleted}, ${keys} keys (${keyChoice})` : reads;
}

/** Whether operations choose keys: elsewhere a read is of everything that was written. */
export function hasKeys(settings: Pick<Settings, 'workload'>): boolean {
  return stateOf(settings) === 'keys';
}

/** Whether clients read and write what all nodes are to hold; or else each answer concerns one node alone. */
export function sharesState(settings: Pick<Settings, 'workload'>): boolean {
  return stateOf(settings) !== 'none';
}

function stateOf(settings: Pick<Settings, 'workload'>): Workload['state'] {
  return workloadOf(settings).state;
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(6))} %`;
}
