/**
 * Draws what a terminal shows as SVG, for the README. Blocks and lines are drawn, not written, so that they meet in every font.
 * `npm run screenshot:terminal` runs the bench on a pseudo-terminal and makes docs/terminal.svg of the beginning of its report.
 */

import { text as read } from 'node:stream/consumers';
import stringWidth from 'string-width';

const CELL = { width: 8.4, height: 18 };
const MARGIN = 18;
/** Of GitHub's dark theme. */
const COLOURS = {
  background: '#0d1117',
  normal: '#c9d1d9',
  bold: '#ffffff',
  dim: '#7d8590',
  red: '#ff7b72',
  green: '#56d364',
  yellow: '#e3b341',
  cyan: '#39c5cf',
};
type Colour = keyof typeof COLOURS;

/** SGR codes; those that end one of them end all, as nothing is nested here. */
const CODES: Readonly<Record<string, Colour>> = {
  ...{ '1': 'bold', '2': 'dim', '31': 'red', '32': 'green', '33': 'yellow', '36': 'cyan' },
};

interface Piece {
  readonly text: string;
  readonly colour: Colour;
}

/** Rectangles in a cell, as shares of it: x, y, width, height. */
type Shape = readonly (readonly [number, number, number, number])[];

const SHAPES = new Map<string, Shape>([
  ...Array.from('▁▂▃▄▅▆▇█').map((block, index): [string, Shape] => {
    const height = (index + 1) / 8;
    return [block, [[0, 1 - height, 1, height]]];
  }),
  ['─', [[0, 0.5, 1, 0.06]]],
  ['━', [[0, 0.44, 1, 0.18]]],
  ['│', [[0.45, 0, 0.1, 1.02]]],
  ['┤', [[0.45, 0, 0.1, 1.02], [0, 0.5, 0.45, 0.06]]], // oxfmt-ignore
  ['└', [[0.45, 0, 0.1, 0.56], [0.45, 0.5, 0.57, 0.06]]], // oxfmt-ignore
]);
/** Shades, as opacities. */
const SHADES = new Map([
  ['░', 0.35],
  ['▓', 0.75],
]);

function piecesOf(line: string): Piece[] {
  const pieces: Piece[] = [];
  let colour: Colour = 'normal';
  // oxlint-disable-next-line no-control-regex -- colours are control characters
  for (const part of line.split(/(\x1b\[\d*m)/)) {
    // oxlint-disable-next-line no-control-regex -- colours are control characters
    const code = /^\x1b\[(\d*)m$/.exec(part)?.[1];
    if (code === undefined) pieces.push({ text: part, colour });
    else colour = CODES[code] ?? 'normal';
  }
  return pieces.filter(({ text }) => text !== '');
}

/** @param cells how often the character stands there */
function drawn(character: string, cells: number, x: number, y: number, fill: string): string | undefined {
  const opacity = SHADES.get(character);
  const shape = opacity === undefined ? SHAPES.get(character) : [[0, 0, 1, 1.02] as const];
  const shade = opacity === undefined ? '' : ` opacity="${opacity}"`;
  return shape
    ?.map(([left, top, width, height]) => {
      const [px, py] = [x + left * CELL.width, y + top * CELL.height];
      const size = `width="${round(width * cells * CELL.width)}" height="${round(height * CELL.height)}"`;
      return `<rect x="${round(px)}" y="${round(py)}" ${size} fill="${fill}"${shade}/>`;
    })
    .join('');
}

/** One character that is drawn, again and again; spaces; words. */
const PARTS = /([▁-█░▓─━│┤└])\1*| +|[^▁-█░▓─━│┤└ ]+(?: [^▁-█░▓─━│┤└ ]+)*/g;

function drawLine(line: string, row: number): string {
  const y = MARGIN + row * CELL.height;
  let column = 0;
  const parts: string[] = [];
  for (const { text, colour } of piecesOf(line)) {
    const fill = COLOURS[colour];
    for (const part of text.match(PARTS) ?? []) {
      const x = MARGIN + column * CELL.width;
      const cells = stringWidth(part);
      column += cells;
      if (part.trim() === '') continue;
      const weight = colour === 'bold' ? ' font-weight="bold"' : '';
      const length = `textLength="${round(cells * CELL.width)}"`;
      parts.push(
        drawn(part.charAt(0), cells, x, y, fill) ??
          `<text x="${round(x)}" y="${round(y + 0.76 * CELL.height)}" ${length} fill="${fill}"${weight}>${escaped(part)}</text>`,
      );
    }
  }
  return parts.join('');
}

function round(value: number): number {
  return Number(value.toFixed(2));
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** @param output with SGR codes */
export function terminalSvg(output: string, title: string): string {
  const lines = [`\x1b[1m$ ${title}\x1b[22m`, ...output.trimEnd().split('\n')];
  const width = Math.ceil(2 * MARGIN + Math.max(...lines.map((line) => stringWidth(line))) * CELL.width);
  const height = 2 * MARGIN + lines.length * CELL.height;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" role="img" aria-label="${escaped(title)} in a terminal">`,
    `<rect width="100%" height="100%" rx="8" fill="${COLOURS.background}"/>`,
    ...lines.map(drawLine).filter((line) => line !== ''),
    '</svg>\n',
  ].join('\n');
}

if (process.argv[1] === import.meta.filename) {
  const [until = '', title = 'gossipscope bench'] = process.argv.slice(2);
  const output = (await read(process.stdin)).replaceAll('\r', '');
  // Whole paragraphs, as far as the one in which this word stands.
  const found = until === '' ? -1 : output.indexOf(until);
  process.stdout.write(
    terminalSvg(found < 0 ? output : output.slice(0, output.lastIndexOf('\n\n', found)), title),
  );
}
