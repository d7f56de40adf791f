/**
 * The space-time diagram in the page. The build makes one script of this file and what it imports, and the page carries that.
 *
 * Begin here. `load.ts` reads the recording; `../shown.ts` is what is shown of it; `stage.ts` draws that and listens, with
 * `paint.ts`; `controls.ts` narrows it down, and `list.ts` has the same events as text.
 */

import type { Span } from '../../../diagram/recording.ts';
import { TICKS_PER_MS } from '../../../diagram/recording.ts';
import { formatNumber } from '../../../words/format.ts';
import type { Event } from '../event-list.ts';
import { Shown } from '../shown.ts';
import { moved, zoomed } from '../view.ts';
import { wordsOf } from '../wording.ts';
import { Controls, type Move } from './controls.ts';
import { element } from './elements.ts';
import { List } from './list.ts';
import { load } from './load.ts';
import { Stage } from './stage.ts';

/** How far ahead of the section's coming into sight its data are read. */
const AHEAD = '600px';

class Viewer {
  readonly #root = element('viewer', HTMLElement);
  readonly #run = element('run', HTMLSelectElement);
  readonly #count = element('count', HTMLElement);
  readonly #details = element('details', HTMLElement);
  readonly #stage = new Stage({ act: (act) => this.#act(act), select: (event) => this.#select(event) });
  readonly #list = new List(
    (event) => this.#select(event),
    () => this.#draw(),
  );
  readonly #controls = new Controls({
    narrow: (filter) => this.#act((shown) => shown.narrow(filter)),
    span: (fromMs, toMs) => this.#act((shown) => lookAt(shown, fromMs, toMs)),
    move: (move) => this.#act((shown) => shown.look(viewAfter(shown, move))),
  });
  #shown: Shown | undefined;
  #loaded: string | undefined;
  #isDrawing = false;
  /** The event chosen has to come into sight. */
  #isChosenAnew = false;

  constructor() {
    this.#root.hidden = false;
    this.#run.addEventListener('change', () => void this.open(this.#run.value));
    addEventListener('hashchange', () => void this.follow());
    new MutationObserver(() => this.#draw()).observe(document.documentElement, {
      attributeFilter: ['data-theme'],
    });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#draw());
    new IntersectionObserver(
      (entries, observer) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        observer.disconnect();
        if (this.#loaded === undefined) void this.open(this.#run.value);
      },
      { rootMargin: AHEAD },
    ).observe(this.#root);
  }

  /** Shows a run, by its number. */
  async open(run: string): Promise<void> {
    if (this.#loaded === run) return;
    this.#loaded = run;
    this.#root.dataset['state'] = 'loading';
    this.#count.textContent = 'Reading the messages…';
    const shown = new Shown(await load(element(`data-${run}`, HTMLElement)));
    // Another one may have been asked for meanwhile.
    if (this.#loaded !== run) return;
    this.#shown = shown;
    this.#run.value = run;
    this.#controls.offer(shown);
    this.#root.dataset['state'] = 'ready';
    this.#draw();
  }

  /** The address may say what to look at: `#diagram?run=0&ops=3,7`. */
  async follow(): Promise<void> {
    const [, query] = /^#diagram\?(.*)$/.exec(location.hash) ?? [];
    if (query === undefined) return;
    const asked = new URLSearchParams(query);
    element('title', HTMLElement).scrollIntoView();
    await this.open(asked.get('run') ?? this.#run.value);
    const ids = (asked.get('ops') ?? '').split(',').map(Number);
    this.#act((shown) => {
      const found = shown.prove(ids);
      this.#details.textContent =
        found === 0 ? 'The operations that prove it are not among those kept in this page.' : '';
    });
    this.#stage.focus();
  }

  #act(act: (shown: Shown) => void): void {
    if (this.#shown === undefined) return;
    const before = this.#shown.selected;
    act(this.#shown);
    if (this.#shown.selected !== before) this.#describe();
    this.#draw();
  }

  #select(event: Event | undefined): void {
    if (this.#shown === undefined) return;
    this.#shown.selected = event;
    this.#describe();
    this.#draw();
  }

  #describe(): void {
    this.#isChosenAnew = true;
    const { recording, selected, firstLoads } = this.#shown ?? {};
    if (recording === undefined || firstLoads === undefined) return;
    if (selected === undefined) {
      this.#details.textContent = '';
      return;
    }
    const { time, what, where, outcome, about } = wordsOf(recording, selected, firstLoads);
    this.#details.textContent = `${time}: ${what}, ${where}, ${outcome}${about === '' ? '' : `; ${about}`}`;
  }

  /** Once for all that happens between two frames. */
  #draw(): void {
    if (this.#isDrawing) return;
    this.#isDrawing = true;
    requestAnimationFrame(() => {
      this.#isDrawing = false;
      const shown = this.#shown;
      if (shown === undefined) return;
      const isEach = this.#stage.show(shown);
      if (this.#isChosenAnew) this.#stage.reveal(shown);
      this.#isChosenAnew = false;
      this.#controls.show(shown);
      this.#list.keepFocus(() => this.#list.show(shown));
      this.#count.textContent = countText(shown, isEach);
    });
  }
}

function countText({ messages, operations, proof }: Shown, isEach: boolean): string {
  const of = (count: number, what: string): string =>
    `${formatNumber(count, 'count')} ${what}${count === 1 ? '' : 's'}`;
  const closer = isEach
    ? ''
    : ' More than can be told apart: heights say how many; come closer (+) for arrows.';
  const proven =
    proof.size === 0 ? '' : ` Framed: the ${of(proof.size, 'operation')} that the failed check names.`;
  return `${of(messages.length, 'message')} and ${of(operations.length, 'operation')} match.${closer}${proven}`;
}

function lookAt(shown: Shown, fromMs: number, toMs: number): void {
  const span: Span = [fromMs * TICKS_PER_MS, toMs * TICKS_PER_MS];
  if (span.every(Number.isFinite) && span[0] < span[1]) shown.look(span);
}

function viewAfter({ view, bounds }: Shown, move: Move): Span {
  const middle = (view[0] + view[1]) / 2;
  const moves: Readonly<Record<Move, () => Span>> = {
    left: () => moved(view, -0.5, bounds),
    right: () => moved(view, 0.5, bounds),
    closer: () => zoomed(view, 0.5, middle, bounds),
    wider: () => zoomed(view, 2, middle, bounds),
    whole: () => bounds,
  };
  return moves[move]();
}

void new Viewer().follow();
