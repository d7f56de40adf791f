/** The span of each write of `gossipscope probe`: from its acknowledgement until the last replica showed it. */

import { ROOT_CONTEXT, SpanKind, SpanStatusCode, type Span } from '@opentelemetry/api';
import type { TimeBounds } from '../../base/time-bounds.ts';
import { consoleToStderr } from '../console-to-stderr.ts';
import { startSdk, type Sdk } from './otel-sdk.ts';
import { ATTRIBUTE, PROBE_SPAN, VISIBLE_EVENT } from './span-catalogue.ts';
import { hrTimeOf } from './span-context.ts';

/** Writes that some replica has not shown; beyond that the oldest is given up. */
export const MAX_OPEN_PROBES = 1_000;

/** Which write: its key, and when it was acknowledged; of a change that others made, when the last look began that missed it. */
export interface Probed {
  readonly key: string;
  readonly ackedAtMs: number;
}

export class ProbeSpans {
  readonly #sdk: Pick<Sdk, 'tracer' | 'begins'>;
  /** In the order in which they began. */
  readonly #open = new Map<string, Span>();

  constructor(sdk: Pick<Sdk, 'tracer' | 'begins'>) {
    this.#sdk = sdk;
  }

  /** @param target the server that took it */
  acknowledged(probed: Probed, target: string): void {
    if (!this.#sdk.begins()) return;
    const options = {
      kind: SpanKind.CLIENT,
      startTime: hrTimeOf(probed.ackedAtMs),
      attributes: { [ATTRIBUTE.target]: target },
    };
    this.#open.set(nameOf(probed), this.#sdk.tracer.startSpan(PROBE_SPAN.name, options, ROOT_CONTEXT));
    const [oldest] = this.#open.keys();
    if (this.#open.size > MAX_OPEN_PROBES && oldest !== undefined) this.#giveUp(oldest, Date.now());
  }

  shown(probed: Probed, replica: string, { atMostMs }: TimeBounds): void {
    const atMs = hrTimeOf(probed.ackedAtMs + atMostMs);
    this.#open.get(nameOf(probed))?.addEvent(VISIBLE_EVENT, { [ATTRIBUTE.replica]: replica }, atMs);
  }

  shownEverywhere(probed: Probed, { atLeastMs, atMostMs }: TimeBounds): void {
    const span = this.#open.get(nameOf(probed));
    this.#open.delete(nameOf(probed));
    span?.setAttributes({
      [ATTRIBUTE.visibleMs]: atMostMs,
      [ATTRIBUTE.resolutionMs]: atMostMs - atLeastMs,
    });
    span?.end(hrTimeOf(probed.ackedAtMs + atMostMs));
  }

  /** Of what will never be known when it was shown, nothing is exported. */
  dropped(probed: Probed): void {
    this.#open.delete(nameOf(probed));
  }

  /** Ends what is open, with an error. */
  stop(nowMs: number): void {
    for (const name of this.#open.keys()) this.#giveUp(name, nowMs);
  }

  #giveUp(name: string, nowMs: number): void {
    const span = this.#open.get(name);
    this.#open.delete(name);
    span?.setStatus({ code: SpanStatusCode.ERROR, message: 'not shown by every replica' });
    span?.end(hrTimeOf(nowMs));
  }
}

function nameOf({ key, ackedAtMs }: Probed): string {
  return `${ackedAtMs} ${key}`;
}

export interface ProbeTracing {
  readonly spans: ProbeSpans;
  /** Exports what it can. Never rejects. */
  readonly stop: (nowMs: number) => Promise<void>;
}

/** @param complain is told what is wrong with the `OTEL_*` variables @returns undefined where they name no exporter */
export function startProbeTracing(
  target: string,
  version: string,
  complain: (text: string) => void,
): ProbeTracing | undefined {
  consoleToStderr();
  const sdk = startSdk(target, version, complain);
  if (sdk === undefined) return undefined;
  const spans = new ProbeSpans(sdk);
  return {
    spans,
    stop: async (nowMs) => {
      spans.stop(nowMs);
      await sdk.shutdown().catch(() => complain('the last traces could not be exported'));
    },
  };
}
