/**
 * A set that only grows, as a view over the store: each element is a key of its own, so that adding it is a write with its
 * own convergence time, and adding it again changes nothing. `broadcast` and `g-set` are this set.
 */

import type { View } from '../../core/store/view.ts';
import type { Writes } from '../../core/acceptance.ts';
import type { Replica } from '../../core/replica.ts';
import { Verbatim, type Inbound } from '../../protocol/envelope.ts';
import { type JsonText } from '../../protocol/names.ts';
import { canonical, jsonText, respace, valueTextOf } from '../../protocol/value-text.ts';

const PREFIX = 'element:';

/** The element is in the key already. */
const PRESENT = jsonText(null);

/**
 * The key that stands for an element. Elements are the same when they are the same JSON value; numbers count as they are
 * written, so 1 and 1.0 are two.
 */
export function elementKey(element: JsonText): string {
  return PREFIX + canonical(element);
}

export class ElementSet implements View {
  readonly prefix = PREFIX;
  /** Anybody may add any element. */
  readonly hasSingleWriters = false;
  /** The elements, joined; those that came since the last read wait in `#fresh`. */
  #joined = '';
  #fresh: string[] = [];

  changed(key: string, _value: JsonText, before: JsonText | undefined): void {
    if (before === undefined) this.#fresh.push(respace(key.slice(PREFIX.length)));
  }

  /** What has to be written to add the element in a request's field. @throws {RequestError} malformed_request */
  addition(request: Inbound, field: string): Writes {
    return [[elementKey(valueTextOf(request, field)), PRESENT]];
  }

  /** A client's read of all elements: an array, in the order in which they came here. */
  read(replica: Replica, now: number): Verbatim {
    replica.readView(now);
    if (this.#fresh.length > 0) {
      if (this.#joined !== '') this.#fresh.unshift(this.#joined);
      // Joined, not added one by one: that would leave a string of a hundred thousand pieces to be walked at each read.
      this.#joined = this.#fresh.join(', ');
      this.#fresh = [];
    }
    return new Verbatim(`[${this.#joined}]` as JsonText);
  }
}
