/** Equivalent mutants in the model of the network. */

import type { Equivalent } from './equivalent.ts';

const ANY_NAME = 'any name does, as long as the three are different';
const NEVER_DRAWN = 'a number that is drawn is never exactly this one';

export const NET: readonly Equivalent[] = [
  { file: 'src/net/network.ts', from: "'loss'", to: '""', at: 'this.#lossRng', reason: ANY_NAME },
  { file: 'src/net/network.ts', from: "'latency'", to: '""', at: 'this.#latencyRng', reason: ANY_NAME },
  { file: 'src/net/network.ts', from: "'duplicate'", to: '""', at: 'this.#duplicateRng', reason: ANY_NAME },
  {
    file: 'src/net/network.ts',
    from: 'this.#lossRng.float() < lossRatio',
    to: 'this.#lossRng.float() <= lossRatio',
    reason: NEVER_DRAWN,
  },
  {
    file: 'src/net/network.ts',
    from: 'this.#duplicateRng.float() < duplicateRatio',
    to: 'this.#duplicateRng.float() <= duplicateRatio',
    reason: NEVER_DRAWN,
  },
];
