/** Where things are on the canvas, and the colours of the page's theme. */

import type { Span } from '../../../diagram/recording.ts';
import type { ColourName } from '../../html/palette.ts';

export const LANE_HEIGHT = 30;
/** Room for the axis. */
export const TOP = 28;
/** Room for the names of lanes, in a wide window and in a narrow one. */
const [LEFT, NARROW_LEFT] = [96, 58];
const NARROW = 600;

export class Frame {
  readonly context: CanvasRenderingContext2D;
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly #view: Span;
  readonly #scrolled: number;
  readonly #places: ReadonlyMap<number, number>;
  readonly #styles = getComputedStyle(document.documentElement);
  readonly #colours = new Map<ColourName, string>();

  /** Fits the canvas to its room. @param lanes shown @param scrolled pixels */
  constructor(canvas: HTMLCanvasElement, view: Span, lanes: readonly number[], scrolled: number) {
    const { clientWidth: width, clientHeight: height } = canvas;
    const scale = devicePixelRatio;
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('the browser cannot draw');
    context.scale(scale, scale);
    this.context = context;
    [this.width, this.height] = [width, height];
    this.left = width < NARROW ? NARROW_LEFT : LEFT;
    this.#view = view;
    this.#scrolled = scrolled;
    this.#places = new Map(lanes.map((lane, place) => [lane, place]));
  }

  x(tick: number): number {
    const [from, to] = this.#view;
    return this.left + ((tick - from) / (to - from)) * (this.width - this.left);
  }

  tickAt(x: number): number {
    const [from, to] = this.#view;
    return from + ((x - this.left) / (this.width - this.left)) * (to - from);
  }

  /** Of the lanes that are shown, from the top; undefined: it is not. */
  placeOf(lane: number | undefined): number | undefined {
    return this.#places.get(lane ?? -1);
  }

  /** The middle of a lane; undefined: it is not shown. */
  y(lane: number | undefined): number | undefined {
    const place = this.placeOf(lane);
    return place === undefined ? undefined : this.yOfPlace(place);
  }

  yOfPlace(place: number): number {
    return TOP + (place + 0.5) * LANE_HEIGHT - this.#scrolled;
  }

  colour(name: ColourName): string {
    let value = this.#colours.get(name);
    if (value === undefined) this.#colours.set(name, (value = this.#styles.getPropertyValue(`--${name}`)));
    return value;
  }
}
