/**
 * The page's colours, each for the light and for the dark theme. Those of the runs are Okabe and Ito's (2008), which
 * people with any kind of colour vision tell apart, made darker or lighter until each has a contrast of 3 : 1 with the ground.
 */

export const PALETTE = {
  ground: ['#ffffff', '#14171c'],
  raised: ['#f5f6f8', '#1d2128'],
  text: ['#1b1f24', '#e7eaee'],
  quiet: ['#56606b', '#a3adb8'],
  line: ['#d6dae0', '#353b45'],
  grid: ['#e6e9ed', '#2a2f38'],
  shade: ['#b8860b', '#e0b040'],
  edge: ['#aab2bd', '#6b7684'],
  link: ['#0a5ca8', '#7cc0f8'],
  good: ['#1a7040', '#5fd08c'],
  warn: ['#8a5a00', '#f0b84a'],
  bad: ['#b3261e', '#ff8f85'],
  'run-0': ['#0072b2', '#5ab4f0'],
  'run-1': ['#d04f00', '#ff9a52'],
  'run-2': ['#00805d', '#3ecfa3'],
  'run-3': ['#a8477f', '#ea9bc9'],
  'run-4': ['#8a6d00', '#dcc04c'],
  'run-5': ['#5552c8', '#aaa8ff'],
  'run-6': ['#555b63', '#b8bec8'],
  'run-7': ['#8a4a2a', '#dba681'],
} as const satisfies Record<string, readonly [light: string, dark: string]>;

export type ColourName = keyof typeof PALETTE;

const RUN_COLOURS = 8;

/** As CSS and SVG refer to it: it follows the theme. */
export function colour(name: ColourName): string {
  return `var(--${name})`;
}

export function runColour(index: number): string {
  return `var(--run-${index % RUN_COLOURS})`;
}

const DASHES = [[], [7, 4], [2, 3], [10, 3, 2, 3], [12, 5], [5, 2]];
const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond', 'roundRect', 'arrow'];

/** Lines of one colour are told apart by it. */
export function dashOf(index: number): readonly number[] {
  return DASHES[index % DASHES.length] ?? [];
}

/** Marks are told apart by it, also without colour. */
export function symbolOf(index: number): string {
  return SYMBOLS[index % SYMBOLS.length] ?? 'circle';
}

/** The variables: what the system prefers, unless the toggle has set data-theme. */
export function themeStyles(): string {
  const variables = (theme: 0 | 1): string =>
    Object.entries(PALETTE)
      .map(([name, values]) => `--${name}:${values[theme]}`)
      .join(';');
  return `:root{color-scheme:light;${variables(0)}}
@media (prefers-color-scheme:dark){:root:not([data-theme=light]){color-scheme:dark;${variables(1)}}}
:root[data-theme=dark]{color-scheme:dark;${variables(1)}}`;
}
