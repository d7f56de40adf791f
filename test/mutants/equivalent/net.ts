/** Equivalent mutants in the model of the network. */

import { MEMORY_ONLY, type Equivalent } from './equivalent.ts';

const ANY_NAME = 'any name does, as long as the three are different';
const NEVER_DRAWN = 'a number that is drawn is never exactly this one';
const SHORT_CUT = 'a short cut: what is merged into itself stays as it is';
const SEQUENTIAL = 'src/net/services/sequential.ts';

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
  { file: 'src/net/services/eventual.ts', from: 'from === into', to: 'false', reason: SHORT_CUT },
  {
    file: SEQUENTIAL,
    from: '({ state }) => state <= this.#latest - (STATES - 1)',
    to: '() => undefined',
    reason: MEMORY_ONLY,
  },
  { file: SEQUENTIAL, from: 'state <= this.#latest - (STATES - 1)', to: 'false', reason: MEMORY_ONLY },
  {
    file: SEQUENTIAL,
    from: 'state <= this.#latest - (STATES - 1)',
    to: 'state < this.#latest - (STATES - 1)',
    reason: MEMORY_ONLY,
  },
  {
    file: SEQUENTIAL,
    from: 'STATES - 1',
    to: 'STATES + 1',
    at: 'history.findLastIndex',
    reason: MEMORY_ONLY,
  },
  { file: SEQUENTIAL, from: 'history.slice(oldest)', to: 'history', reason: MEMORY_ONLY },
];
