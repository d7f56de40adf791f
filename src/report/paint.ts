/** Colours: only where somebody looks at a terminal. Whoever prints decides. */

import pc from 'picocolors';

export type Paint = ReturnType<typeof pc.createColors>;

export function makePaint(colours: boolean): Paint {
  return pc.createColors(colours);
}
