/**
 * One rendering of the metrics for all who ask at about the same time: it costs a node some milliseconds in which it serves no
 * request, so a hundred scrapers must not cost a hundred of them. Who asks seldom gets a new one each time.
 */

/** New renderings in a second, where many ask; so no answer is older than a quarter of one. */
export const RENDERINGS_PER_SEC = 4;
/** So many at once after a quiet time. */
export const RENDERING_BURST = 40;

export class SharedRendering {
  readonly #render: () => Promise<string>;
  readonly #now: () => number;
  #latest: Promise<Buffer> | undefined;
  #isUnderWay = false;
  #allowance = RENDERING_BURST;
  #countedAtMs = -Infinity;

  /** @param now milliseconds on a clock that never goes back */
  constructor(render: () => Promise<string>, now: () => number) {
    this.#render = render;
    this.#now = now;
  }

  /** The rendering that is under way, a new one, or the latest where there were enough. What went wrong is not kept. */
  bytes(): Promise<Buffer> {
    if (this.#latest !== undefined && (this.#isUnderWay || !this.#allowsAnother())) return this.#latest;
    this.#isUnderWay = true;
    const rendering = this.#render().then((text) => Buffer.from(text));
    this.#latest = rendering;
    rendering.then(
      () => (this.#isUnderWay = false),
      () => {
        this.#isUnderWay = false;
        this.#latest = undefined;
      },
    );
    return rendering;
  }

  #allowsAnother(): boolean {
    const now = this.#now();
    const earned = ((now - this.#countedAtMs) * RENDERINGS_PER_SEC) / 1000;
    this.#allowance = Math.min(RENDERING_BURST, this.#allowance + earned);
    this.#countedAtMs = now;
    if (this.#allowance < 1) return false;
    this.#allowance--;
    return true;
  }
}
