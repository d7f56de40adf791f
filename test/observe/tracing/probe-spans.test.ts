/** Spans of probed writes are bounded: where some replica shows nothing any more, the oldest are given up, and said to be. */

import assert from 'node:assert/strict';
import process from 'node:process';
import { MAX_OPEN_PROBES, startProbeTracing } from '../../../src/observe/tracing/probe-spans.ts';
import { startOtlpReceiver } from '../../support/otlp-receiver.ts';

const BEGAN_MS = 1_700_000_000_000;
const STOPPED_MS = BEGAN_MS + 3_600_000_000;
const ERROR = 2;

describe('spans of a probe', function () {
  this.timeout(20_000);

  it('say who showed a write and when, and end with an error where too many are open, and when it stops', async () => {
    const receiver = await startOtlpReceiver();
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = receiver.endpoint;
    process.env['OTEL_EXPORTER_OTLP_PROTOCOL'] = 'http/json';
    try {
      const complaints: string[] = [];
      const tracing = startProbeTracing('primary:1', '1.0.0', (text) => complaints.push(text));
      const written = Array.from({ length: MAX_OPEN_PROBES + 1 }, (_, at) => ({
        key: '0',
        ackedAtMs: BEGAN_MS + at,
      }));
      for (const probed of written) tracing?.spans.acknowledged(probed, 'primary:1');
      tracing?.spans.shown({ key: '0', ackedAtMs: BEGAN_MS + 7 }, 'replica:2', { atLeastMs: 0, atMostMs: 2 });
      tracing?.spans.shownEverywhere({ key: '0', ackedAtMs: BEGAN_MS + 7 }, { atLeastMs: 1, atMostMs: 3 });
      await tracing?.stop(STOPPED_MS);
      const spans = await receiver.waitFor('all spans', (all) => all.length === written.length);
      const msOf = (ns: bigint): number => Number(ns / 1_000_000n);
      const given = spans.filter(({ status, endNs }) => status.code === ERROR && msOf(endNs) !== STOPPED_MS);
      assert.deepEqual(
        given.map(({ startNs }) => msOf(startNs)),
        [BEGAN_MS],
      );
      const shown = spans.filter(({ status }) => status.code !== ERROR);
      assert.deepEqual(
        shown.map(({ startNs, endNs }) => [msOf(startNs), msOf(endNs)]),
        [[BEGAN_MS + 7, BEGAN_MS + 10]],
      );
      assert.deepEqual(
        spans.flatMap(({ events }) =>
          events.map(({ timeNs, attributes }) => [msOf(timeNs), Object.values(attributes)]),
        ),
        [[BEGAN_MS + 9, ['replica:2']]],
      );
      assert.deepEqual(complaints, []);
    } finally {
      delete process.env['OTEL_EXPORTER_OTLP_ENDPOINT'];
      delete process.env['OTEL_EXPORTER_OTLP_PROTOCOL'];
      await receiver.close();
    }
  });
});
