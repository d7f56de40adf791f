/** Draws the requests of a run, one after the other: the same seed and options give the same requests, in bench and simulator alike. */

import type { Prng } from '../base/prng.ts';
import { keyChooser } from './key-choice.ts';
import { KeyPool } from './key-pool.ts';
import type { Drawn, LoadOptions, Request, Workload } from './workload.ts';

/** Draws the request with this id; ids are 1, 2, 3, … A session makes its own of what is drawn. */
export type DrawRequest = (id: number, session?: Pick<Workload, 'request'>) => Request;

export function requestMaker(workload: Workload, options: LoadOptions, rng: Prng): DrawRequest {
  const { chooseKey, mayWrite } = keysOf(workload, options, rng.fork('keys'));
  const kinds = rng.fork('kinds');
  const amounts = rng.fork('amounts');
  let writes = 0;
  const lastWriteIds = new Map<number, number>();
  return (id, session = workload) => {
    const isRead = kinds.float() < options.readRatio;
    const writesBefore = isRead ? writes : writes++;
    const key = chooseKey();
    const lastWriteId = lastWriteIds.get(key) ?? id;
    // Only a compare-and-set needs it: without any, a million keys take no memory.
    if (options.casRatio > 0 && !isRead) lastWriteIds.set(key, id);
    return session.request(
      { id, isRead, writesBefore, key, lastWriteId, rng: amounts, chooseKey, mayWrite },
      options,
    );
  };
}

function keysOf(
  workload: Workload,
  { keyChoice, keys, maxWritesPerKey }: LoadOptions,
  rng: Prng,
): Pick<Drawn, 'chooseKey' | 'mayWrite'> {
  const chooseRank = keyChooser(keyChoice, keys, rng);
  if (keyChoice !== 'exponential' || workload.hotKeys === undefined)
    return { chooseKey: chooseRank, mayWrite: () => true };
  const pool = new KeyPool(keys, maxWritesPerKey);
  return { chooseKey: () => pool.at(chooseRank()), mayWrite: (key) => pool.mayWrite(key) };
}
