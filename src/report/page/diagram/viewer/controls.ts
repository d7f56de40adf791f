/** What narrows the diagram down, and the buttons that move it. */

import { TICKS_PER_MS } from '../../../diagram/recording.ts';
import { ANYTHING, OPERATION_TYPES, type Filter } from '../filter.ts';
import type { Shown } from '../shown.ts';
import { element, input, offer } from './elements.ts';

const KEYS_OFFERED = 500;

export type Move = 'left' | 'right' | 'closer' | 'wider' | 'whole';
const MOVES: readonly Move[] = ['left', 'right', 'closer', 'wider', 'whole'];

export class Controls {
  readonly #key = input('key');
  readonly #write = input('write');
  readonly #lane = element('lane', HTMLSelectElement);
  readonly #type = element('type', HTMLSelectElement);
  readonly #failed = input('failed');
  readonly #from = input('from');
  readonly #to = input('to');

  constructor(on: {
    readonly narrow: (filter: Filter) => void;
    readonly span: (fromMs: number, toMs: number) => void;
    readonly move: (move: Move) => void;
  }) {
    const form = element('filter', HTMLFormElement);
    form.addEventListener('submit', (event) => event.preventDefault());
    for (const one of [this.#key, this.#write, this.#lane, this.#type, this.#failed])
      one.addEventListener('change', () => on.narrow(this.#filter()));
    for (const one of [this.#from, this.#to])
      one.addEventListener('change', () =>
        on.span(this.#from.valueAsNumber * 1000, this.#to.valueAsNumber * 1000),
      );
    form.addEventListener('reset', () => on.narrow(ANYTHING));
    for (const move of MOVES) element(move, HTMLButtonElement).addEventListener('click', () => on.move(move));
  }

  /** What there is to choose from. */
  offer({ recording }: Shown): void {
    const { lanes, texts, messages, operations, loads } = recording;
    const named = (numbers: ArrayLike<number>): string[] =>
      [...new Set(Array.from(numbers))].map((number) => texts[number] ?? '').sort();
    offer(this.#lane, lanes);
    offer(this.#type, [...OPERATION_TYPES, ...named(messages.kind)]);
    const keys = [...new Set([...named(operations.key), ...named(loads.key)])].slice(0, KEYS_OFFERED);
    element('keys', HTMLDataListElement).replaceChildren(...keys.map((key) => new Option(key, key)));
  }

  show({ filter, view }: Shown): void {
    this.#key.value = filter.key;
    this.#write.value = filter.write;
    this.#lane.value = filter.lane;
    this.#type.value = filter.type;
    this.#failed.checked = filter.failed;
    const [from, to] = view.map((tick) => (tick / TICKS_PER_MS / 1000).toFixed(4));
    this.#from.value = from ?? '';
    this.#to.value = to ?? '';
  }

  #filter(): Filter {
    return {
      key: this.#key.value.trim(),
      write: this.#write.value.trim(),
      lane: this.#lane.value,
      type: this.#type.value,
      failed: this.#failed.checked,
    };
  }
}
