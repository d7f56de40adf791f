/** `lin-kv`: every operation takes effect at one moment between request and reply, on the latest state. */

import type { JsonText } from '../../protocol/names.ts';
import { answer, keyValueCallOf } from './key-value.ts';
import type { Service, ServiceCall } from './service.ts';

export class LinearizableStore implements Service {
  readonly #values = new Map<string, JsonText>();

  serve(request: ServiceCall): string | undefined {
    const call = keyValueCallOf(request);
    if (call === undefined) return undefined;
    const { reply, next } = answer(call, this.#values.get(call.key), this.#values.size);
    if (next !== undefined) this.#values.set(call.key, next);
    return reply;
  }
}
