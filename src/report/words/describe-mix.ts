/** What operations a workload's clients start. */

import { sharesState, type Settings } from '../schema/settings-schema.ts';

/** In words; empty where a workload leaves no choice. */
export function describeMix(
  settings: Pick<Settings, 'workload' | 'readRatio' | 'keys' | 'keyChoice'>,
): string {
  const { readRatio, keys, keyChoice } = settings;
  if (!sharesState(settings)) return '';
  const reads = `, ${Number((readRatio * 100).toPrecision(6))} % reads`;
  return hasKeys(settings) ? `${reads}, ${keys} keys (${keyChoice})` : reads;
}

/** Whether operations choose keys: elsewhere a read is of everything that was written. */
export function hasKeys({ workload }: Pick<Settings, 'workload'>): boolean {
  return workload === 'kv' || workload === 'txn-rw-register';
}
