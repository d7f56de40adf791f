/** What a run of `bench --target` has to say where the server that took writes was stopped, and a replica that lacked some promoted. */

import assert from 'node:assert/strict';
import { StoreReportSchema } from '../../src/report/schema/store-schema.ts';
import type { Ended } from '../support/bench-process.ts';

/** @param ports of the two that took writes, in order @param missing writes of one key that the second one never had; there are two keys */
export function showsFailOver(
  { code, stdout, stderr }: Ended,
  ports: readonly (number | undefined)[],
  missing: number,
): void {
  assert.equal(code, 0, stderr);
  const [run] = StoreReportSchema.parse(JSON.parse(stdout)).runs;
  const { writers = [], lost = NaN, longestMs = NaN } = run?.failover ?? {};
  assert.deepEqual(
    writers.map(({ name }) => name),
    ports.map((port) => `127.0.0.1:${port}`),
  );
  // A few more were written before the server ended.
  assert.ok(lost >= missing * 1.5 && lost < missing * 2 + 40, `${lost} lost, ${missing} of one key`);
  assert.ok(longestMs > 0 && longestMs < 8_000, `${longestMs} ms without a writer`);
}
