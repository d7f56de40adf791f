/**
 * A process that traces one write and stops, as a node does, for the traps of OpenTelemetry that only a process of its own can
 * show: what it prints on stdout, how it ends. Bundled as the node is, because the traps are in the order of loading.
 */

import { consoleToStderr } from '../../src/observe/console-to-stderr.ts';
import { createLogger } from '../../src/observe/log.ts';
import { Recorder } from '../../src/observe/metrics/recorder.ts';
import { accepted, converged } from './node-events.ts';

const SHUTDOWN_LIMIT_MS = 1000;

const recorder = new Recorder();
const log = createLogger({ level: 'info' });
process.on('unhandledRejection', (error) => log.error('unhandled rejection', { error }));

consoleToStderr();
// It loads @opentelemetry/api, too.
const { createMetrics } = await import('../../src/observe/metrics/metrics.ts');
const { text } = createMetrics(recorder, {
  version: '0',
  node: 'n1',
  strategy: 'direct-mail',
  workload: 'kv',
});
const { startTracing } = await import('../../src/observe/tracing/start-tracing.ts');
const tracing = await startTracing({
  ...{ nodeId: 'n1', version: '0', now: () => Date.now(), convergenceTimeoutMs: 30_000, traceSends: false },
  ...{ droppedSpans: (count: number) => recorder.droppedSpans(count), log },
});
const acceptedAtMs = Date.now();
const traceparent = tracing.forWrite(undefined, acceptedAtMs);
tracing.record([accepted({ acceptedAtMs, traceparent }), converged({ acceptedAtMs, traceparent })]);
process.stdout.write('{"message": 1}\n');
const beganAt = performance.now();
await tracing.shutdown(SHUTDOWN_LIMIT_MS);
const tookMs = performance.now() - beganAt;
const dropped = /^gossip_dropped_total\{what="spans"\} (\d+)$/m.exec(await text())?.[1];
log.info('stopped', { tookMs, dropped: Number(dropped) });
process.exit(0);
