/** Keeps stdout for messages: what a dependency writes to the console goes to stderr. */

import { Console } from 'node:console';

/**
 * Call it before anything loads @opentelemetry/api, and prom-client does: the api keeps the console's methods when it loads,
 * and writes to them where `OTEL_LOG_LEVEL` says so.
 */
export function consoleToStderr(): void {
  globalThis.console = new Console(process.stderr, process.stderr);
}
