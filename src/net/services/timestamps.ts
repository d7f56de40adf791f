/** `lin-tso`: a timestamp oracle. Whoever asks gets the next whole number, from 0 on, and nobody gets it again. */

import type { Service, ServiceCall } from './service.ts';

export class TimestampOracle implements Service {
  #next = 0;

  serve({ body }: ServiceCall): string | undefined {
    return body.type === 'ts' ? `"type":"ts_ok","ts":${this.#next++}` : undefined;
  }
}
