/** All that can be reproduced. A new one is a file beside this one, its name in names.ts, a line here, and `npm run reproduce -- NAME`. */

import { DEMERS } from './demers.ts';
import { HYPARVIEW } from './hyparview.ts';
import { LIFEGUARD } from './lifeguard.ts';
import type { ReproductionName } from './names.ts';
import { PBS } from './pbs.ts';
import { PLUMTREE } from './plumtree.ts';
import type { Reproduction } from './reproduction.ts';
import { RIBLT } from './riblt.ts';
import { SERF } from './serf.ts';
import { SWIM } from './swim.ts';

export const REPRODUCTIONS: Readonly<Record<ReproductionName, Reproduction>> = {
  ...{ 'demers-1': DEMERS[1], 'demers-2': DEMERS[2], 'demers-3': DEMERS[3] },
  ...{ hyparview: HYPARVIEW, lifeguard: LIFEGUARD, pbs: PBS, plumtree: PLUMTREE },
  ...{ riblt: RIBLT, serf: SERF, swim: SWIM },
};
