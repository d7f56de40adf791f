/** The same events as text, a page at a time: what a screen reader reads, and what Tab goes through. */

import { formatNumber } from '../../../words/format.ts';
import type { Event } from '../event-list.ts';
import type { Shown } from '../shown.ts';
import { wordsOf } from '../wording.ts';
import { element } from './elements.ts';

const PAGE = 25;

export class List {
  readonly #rows = element('rows', HTMLTableSectionElement);
  readonly #which = element('which', HTMLElement);
  readonly #earlier = element('earlier', HTMLButtonElement);
  readonly #later = element('later', HTMLButtonElement);
  #skip = 0;
  #key = '';

  /** @param select an event was chosen @param turn another page is wanted */
  constructor(select: (event: Event) => void, turn: () => void) {
    this.#earlier.addEventListener('click', () => {
      this.#skip = Math.max(0, this.#skip - PAGE);
      turn();
    });
    this.#later.addEventListener('click', () => {
      this.#skip += PAGE;
      turn();
    });
    this.#select = select;
  }

  readonly #select: (event: Event) => void;

  show(shown: Shown): void {
    const { view, list } = shown;
    // Another part begins with its first event.
    const key = `${view.join(' ')} ${JSON.stringify(shown.filter)}`;
    if (key !== this.#key) this.#skip = 0;
    this.#key = key;
    const count = list.count(view);
    const events = list.slice(view, this.#skip, PAGE);
    this.#rows.replaceChildren(...events.map((event) => this.#row(shown, event)));
    const last = this.#skip + events.length;
    this.#which.textContent =
      count === 0
        ? 'No event begins in the part shown.'
        : `${formatNumber(this.#skip + 1, 'count')} to ${formatNumber(last, 'count')} of the ${formatNumber(count, 'count')} events that begin in the part shown`;
    this.#earlier.disabled = this.#skip === 0;
    this.#later.disabled = last >= count;
  }

  #row(shown: Shown, event: Event): HTMLTableRowElement {
    const { time, what, where, outcome, about, failed } = wordsOf(shown.recording, event, shown.firstLoads);
    const row = document.createElement('tr');
    const isSelected = shown.selected?.type === event.type && shown.selected.row === event.row;
    const isProof = event.type === 'operation' && shown.proof.has(event.row);
    row.className = [failed ? 'failed' : '', isProof ? 'proof' : '', isSelected ? 'selected' : '']
      .join(' ')
      .trim();
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = time;
    button.setAttribute('aria-pressed', String(isSelected));
    button.setAttribute('aria-label', `${time}: ${what}, ${where}, ${outcome}`);
    button.dataset['event'] = `${event.type} ${event.row}`;
    button.addEventListener('click', () => this.#select(event));
    row.insertCell().append(button);
    for (const text of [isProof ? `${what} (proof)` : what, where, outcome, about]) {
      const cell = row.insertCell();
      cell.className = 'word';
      cell.textContent = text;
    }
    return row;
  }

  /** The focus stays on the same event when the list is made anew. */
  keepFocus(show: () => void): void {
    const focused =
      document.activeElement instanceof HTMLElement ? document.activeElement.dataset['event'] : undefined;
    show();
    if (focused === undefined) return;
    for (const button of this.#rows.querySelectorAll('button'))
      if (button.dataset['event'] === focused) button.focus({ preventScroll: true });
  }
}
