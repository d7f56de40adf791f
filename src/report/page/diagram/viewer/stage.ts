/** The canvas as something to hold: dragged, clicked, zoomed with the wheel, and moved with the keys. */

import type { Event } from '../event-list.ts';
import type { Shown } from '../shown.ts';
import { moved, zoomed } from '../view.ts';
import { element } from './elements.ts';
import { Frame, LANE_HEIGHT, TOP } from './frame.ts';
import { eventAt } from './hit.ts';
import { paint } from './paint.ts';

/** Pixels: less is a click. */
const DRAG_PX = 4;
const [CLOSER, WIDER] = [0.5, 2];
const STEP = 0.2;

type Act = (shown: Shown) => void;

/** What keys do; the one that leaves is Tab. */
const KEYS: Readonly<Record<string, Act>> = {
  ArrowLeft: (shown) => shown.look(moved(shown.view, -STEP, shown.bounds)),
  ArrowRight: (shown) => shown.look(moved(shown.view, STEP, shown.bounds)),
  ArrowUp: (shown) => step(shown, -1),
  ArrowDown: (shown) => step(shown, 1),
  '+': (shown) => shown.look(zoomed(shown.view, CLOSER, pivot(shown), shown.bounds)),
  '-': (shown) => shown.look(zoomed(shown.view, WIDER, pivot(shown), shown.bounds)),
  '=': (shown) => shown.look(zoomed(shown.view, CLOSER, pivot(shown), shown.bounds)),
  '0': (shown) => shown.look(shown.bounds),
  Home: (shown) => shown.look([shown.bounds[0], shown.bounds[0] + lengthOf(shown)]),
  End: (shown) => shown.look([shown.bounds[1] - lengthOf(shown), shown.bounds[1]]),
};

function lengthOf({ view: [from, to] }: Shown): number {
  return to - from;
}

/** To the next event, or the one before; the first one is the first of the part shown. */
function step(shown: Shown, by: 1 | -1): void {
  const { selected, list, view } = shown;
  const next = selected === undefined ? list.slice(view, 0, 1)[0] : list.beside(selected, by);
  if (next === undefined) return;
  shown.selected = next;
  const [from, to] = view;
  if (next.at < from || next.at > to) shown.look([next.at - (to - from) / 2, next.at + (to - from) / 2]);
}

/** Around what zooming goes: the selected event, if it is in sight. */
function pivot({ selected, view: [from, to] }: Shown): number {
  const isSeen = selected !== undefined && selected.at >= from && selected.at <= to;
  return isSeen ? selected.at : (from + to) / 2;
}

export class Stage {
  readonly #canvas = element('canvas', HTMLCanvasElement);
  readonly #scroll = element('scroll', HTMLElement);
  readonly #spacer = element('spacer', HTMLElement);
  #frame: Frame | undefined;

  constructor(on: { readonly act: (act: Act) => void; readonly select: (event: Event | undefined) => void }) {
    const canvas = this.#canvas;
    canvas.addEventListener('keydown', (event) => {
      const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : KEYS[event.key];
      if (act === undefined) return;
      event.preventDefault();
      on.act(act);
    });
    canvas.addEventListener(
      'wheel',
      (event) => {
        // Without a key the page scrolls, as everywhere.
        if (!event.ctrlKey && !event.shiftKey) return;
        event.preventDefault();
        const at = this.#frame?.tickAt(event.offsetX) ?? 0;
        const by = event.deltaY + event.deltaX;
        on.act((shown) =>
          shown.look(
            event.ctrlKey
              ? zoomed(shown.view, by > 0 ? 1.25 : 0.8, at, shown.bounds)
              : moved(shown.view, Math.sign(by) * STEP, shown.bounds),
          ),
        );
      },
      { passive: false },
    );
    this.#drag(on);
    this.#scroll.addEventListener('scroll', () => on.act(() => undefined));
    new ResizeObserver(() => on.act(() => undefined)).observe(this.#scroll);
  }

  #drag(on: { readonly act: (act: Act) => void; readonly select: (event: Event | undefined) => void }): void {
    const canvas = this.#canvas;
    let last: { x: number; isDragged: boolean } | undefined;
    canvas.addEventListener('pointerdown', (event) => {
      last = { x: event.offsetX, isDragged: false };
      canvas.setPointerCapture(event.pointerId);
    });
    canvas.addEventListener('pointermove', (event) => {
      const frame = this.#frame;
      if (last === undefined || frame === undefined) return;
      const { x, isDragged } = last;
      if (!isDragged && Math.abs(event.offsetX - x) < DRAG_PX) return;
      last = { x: event.offsetX, isDragged: true };
      const share = (x - event.offsetX) / (frame.width - frame.left);
      on.act((shown) => shown.look(moved(shown.view, share, shown.bounds)));
    });
    canvas.addEventListener('pointerup', (event) => {
      if (last?.isDragged === false)
        on.act((shown) => {
          on.select(this.#frame && eventAt(this.#frame, shown, event.offsetX, event.offsetY));
        });
      last = undefined;
    });
    canvas.addEventListener('pointercancel', () => (last = undefined));
  }

  focus(): void {
    this.#canvas.focus({ preventScroll: true });
  }

  /** Scrolls to the lane of the chosen event. */
  reveal({ selected, recording, lanes }: Shown): void {
    if (selected === undefined) return;
    const { messages, operations } = recording;
    const lane = selected.type === 'message' ? messages.from[selected.row] : operations.client[selected.row];
    const y = lanes.indexOf(lane ?? -1) * LANE_HEIGHT;
    const { scrollTop, clientHeight } = this.#scroll;
    const room = clientHeight - TOP - 2 * LANE_HEIGHT;
    if (y < scrollTop || y > scrollTop + room) this.#scroll.scrollTop = Math.max(0, y - room / 2);
  }

  /** @returns whether every event of the part shown is drawn by itself */
  show(shown: Shown): boolean {
    this.#spacer.style.height = `${TOP + shown.lanes.length * LANE_HEIGHT + 6}px`;
    this.#frame = new Frame(this.#canvas, shown.view, shown.lanes, this.#scroll.scrollTop);
    return paint(this.#frame, shown);
  }
}
