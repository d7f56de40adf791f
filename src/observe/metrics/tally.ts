/**
 * What a sketch has still to take in, counted by the leading bits of the values: 3 ns for each, where a sketch needs a logarithm
 * and 20. It is emptied into the sketch when that is read.
 */

/** The cells of one power of two: a value and the middle of its cell are at most 1/512 apart. */
const CELL_BITS = 8;
const CELLS = 2 ** CELL_BITS;
/** Powers of two: from 240 ns, as finely as times since the epoch are told apart, to an hour, in seconds. */
const [LOWEST, HIGHEST] = [-22, 12];

const BITS_BESIDE_EXPONENT = 20;
const EXPONENT_BIAS = 1023;
const SHIFT = BITS_BESIDE_EXPONENT - CELL_BITS;
const FIRST = (LOWEST + EXPONENT_BIAS) << CELL_BITS;
const SIZE = (HIGHEST - LOWEST) << CELL_BITS;

/** One double, and its two halves. */
const DOUBLE = new Float64Array(1);
const HALVES = new Uint32Array(DOUBLE.buffer);
/** The half with the exponent: where it stands is up to the machine. */
DOUBLE[0] = 1;
const HIGH = HALVES[0] === 0 ? 1 : 0;

export class Tally {
  readonly #counts = new Float64Array(SIZE);
  #isEmpty = true;

  /** @param value not negative @returns false where it is out of reach */
  add(value: number, count: number): boolean {
    DOUBLE[0] = value;
    const cell = ((HALVES[HIGH] ?? 0) >>> SHIFT) - FIRST;
    const counted = this.#counts[cell];
    if (counted === undefined) return false;
    this.#counts[cell] = counted + count;
    this.#isEmpty = false;
    return true;
  }

  /** Hands over what was counted, ascending, with the middle of each cell for its values. */
  drain(take: (value: number, count: number) => void): void {
    if (this.#isEmpty) return;
    this.#isEmpty = true;
    this.#counts.forEach((count, cell) => {
      if (count === 0) return;
      this.#counts[cell] = 0;
      take(middleOf(cell), count);
    });
  }
}

function middleOf(cell: number): number {
  const lowest = 2 ** (LOWEST + Math.floor(cell / CELLS));
  return lowest * (1 + ((cell % CELLS) + 0.5) / CELLS);
}
