/** What a text is shown on: its width, and colours where it is a terminal. The caller that prints decides. */

import pc from 'picocolors';

export type Paint = ReturnType<typeof pc.createColors>;

export interface Screen {
  readonly paint: Paint;
  /** Columns; no line is longer. */
  readonly width: number;
}

/** Files and pipes have no width of their own. */
export const DEFAULT_WIDTH = 100;
/** Below this, nothing can be told from anything. */
const MIN_WIDTH = 20;

export function makePaint(colours: boolean): Paint {
  return pc.createColors(colours);
}

/** Colours unless the user objects (no-color.org) or the terminal cannot. `COLUMNS` tells the width where no terminal does. */
export function screenOf(
  { isTTY = false, columns }: { readonly isTTY?: boolean; readonly columns?: number | undefined },
  env: Readonly<Record<string, string | undefined>>,
): Screen {
  const isDumb = env['TERM'] === 'dumb';
  // A pseudo-terminal may say that it has no columns at all.
  const width = [columns, Number(env['COLUMNS'])].find((one) => one !== undefined && one > 0);
  return {
    paint: makePaint(isTTY && !env['NO_COLOR'] && !isDumb),
    width: Math.max(MIN_WIDTH, width ?? DEFAULT_WIDTH),
  };
}
