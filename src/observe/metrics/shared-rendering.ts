/**
 * One rendering of the metrics for all who ask at about the same time: a scrape costs a node some milliseconds in which it
 * serves no request, so a hundred scrapers must not cost a hundred of them.
 */

/** How old a rendering may be. Nobody scrapes more often than once in a second. */
export const RENDERING_LIFE_MS = 250;

export class SharedRendering {
  readonly #render: () => Promise<string>;
  readonly #now: () => number;
  #rendering: Promise<Buffer> | undefined;
  #doneAtMs = Infinity;

  /** @param now milliseconds on a clock that never goes back */
  constructor(render: () => Promise<string>, now: () => number) {
    this.#render = render;
    this.#now = now;
  }

  /** The rendering that is under way, or one that is young enough; what went wrong is not kept. */
  bytes(): Promise<Buffer> {
    if (this.#rendering !== undefined && this.#now() < this.#doneAtMs + RENDERING_LIFE_MS)
      return this.#rendering;
    const rendering = this.#render().then((text) => Buffer.from(text));
    this.#rendering = rendering;
    this.#doneAtMs = Infinity;
    rendering.then(
      () => (this.#doneAtMs = this.#now()),
      () => (this.#rendering = undefined),
    );
    return rendering;
  }
}
