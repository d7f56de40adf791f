/** The transport of a service as it was made, or, where the node allows that, one that breaks when it is told to. */

import { prng } from '../../../base/prng.ts';
import type { Logger } from '../../../observe/log.ts';
import type { Transport } from '../../../transport/transport.ts';
import { now } from '../../clock.ts';
import type { ServeSettings } from '../settings.ts';
import { Faults } from './faults.ts';
import { FaultyTransport } from './faulty-transport.ts';

/** @returns without `faults` where nobody may inject any */
export function breakable(
  transport: Transport,
  { node, seed, allowsFaults, faultLeaseMs: leaseLimitMs }: ServeSettings,
  log: Logger,
): { readonly transport: Transport; readonly faults: Faults | undefined } {
  if (!allowsFaults) return { transport, faults: undefined };
  const faulty = new FaultyTransport(transport, node, prng(seed).fork(`faults of ${node}`));
  return { transport: faulty, faults: new Faults({ transport: faulty, leaseLimitMs, log, now }) };
}
