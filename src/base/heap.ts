/** A binary min-heap: the timetable of the network model and of the simulator. */

import { assert } from './assert.ts';

/** Keeps its least item on top. Items that compare equal leave in no particular order: break ties in `compare`. */
export class Heap<T> {
  readonly #items: T[] = [];
  readonly #compare: (a: T, b: T) => number;

  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare;
  }

  get size(): number {
    return this.#items.length;
  }

  peek(): T | undefined {
    return this.#items[0];
  }

  push(item: T): void {
    const items = this.#items;
    let i = items.length;
    items.push(item);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const above = this.#at(parent);
      if (this.#compare(above, item) <= 0) break;
      items[i] = above;
      i = parent;
    }
    items[i] = item;
  }

  pop(): T | undefined {
    const items = this.#items;
    const top = items[0];
    const last = items.pop();
    if (items.length === 0 || last === undefined) return top;
    let i = 0;
    for (let child = 1; child < items.length; child = 2 * i + 1) {
      if (child + 1 < items.length && this.#compare(this.#at(child + 1), this.#at(child)) < 0) child += 1;
      if (this.#compare(last, this.#at(child)) <= 0) break;
      items[i] = this.#at(child);
      i = child;
    }
    items[i] = last;
    return top;
  }

  #at(index: number): T {
    const item = this.#items[index];
    assert(item !== undefined, 'a heap index lies within the heap');
    return item;
  }
}
