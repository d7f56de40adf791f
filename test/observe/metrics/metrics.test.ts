/** What each event does to the series that a scrape shows. */

import assert from 'node:assert/strict';
import { Counter, register } from 'prom-client';
import type { NodeEvent } from '../../../src/core/events.ts';
import type { Health } from '../../../src/protocol/gossip.ts';
import type { NodeId, Origin } from '../../../src/protocol/names.ts';
import { createMetrics } from '../../../src/observe/metrics/metrics.ts';
import { Recorder } from '../../../src/observe/metrics/recorder.ts';
import { accepted, applied, converged, NOW_MS, TRACE_ID, TRACEPARENT } from '../../support/node-events.ts';

const INFO = { version: '0.1.0', node: 'n1', strategy: 'direct-mail', workload: 'kv' };

/** The lines that a scrape shows for a metric's samples, by everything before the value. */
async function scrape(recorder: Recorder): Promise<(sample: string) => number | undefined> {
  const text = await createMetrics(recorder, INFO).text();
  const values = new Map(
    text
      .split('\n')
      .filter((line) => !line.startsWith('#'))
      .map((line) => line.split(' # ')[0]?.split(/ (?=\S+$)/) ?? [])
      .map(([sample, value]) => [sample, Number(value)]),
  );
  return (sample) => values.get(sample);
}

async function after(...events: NodeEvent[]): Promise<(sample: string) => number | undefined> {
  const recorder = new Recorder();
  recorder.record(events, 0.5);
  return scrape(recorder);
}

describe('metrics', () => {
  it('counts operations by type and result, and how long they took', async () => {
    const value = await after(
      { type: 'operation', op: 'read', result: 'ok' },
      { type: 'operation', op: 'read', result: 'key_does_not_exist' },
    );
    assert.equal(value('gossip_operations_total{op="read",result="ok"}'), 1);
    assert.equal(value('gossip_operations_total{op="read",result="key_does_not_exist"}'), 1);
    assert.equal(value('gossip_operation_duration_seconds_count{op="read"}'), 2);
    assert.equal(value('gossip_operation_duration_seconds_sum{op="read"}'), 0.001);
  });

  it('never makes a label of a type that a client made up', async () => {
    const value = await after({ type: 'operation', op: 'x'.repeat(200), result: 'not_supported' });
    assert.equal(value('gossip_operations_total{op="unknown",result="not_supported"}'), 1);
    assert.equal(value('gossip_operation_duration_seconds_count{op="unknown"}'), 1);
  });

  it('measures convergence, confirmation and their maxima', async () => {
    const value = await after(
      accepted(),
      accepted(),
      converged({ convergenceMs: 30, confirmedMs: 45 }),
      converged({ convergenceMs: 10, confirmedMs: 55 }),
      { type: 'pending', count: 3, lagMax: 2 },
    );
    assert.equal(value('gossip_writes_total'), 2);
    assert.equal(value('gossip_convergence_seconds_sum'), 0.04);
    assert.equal(value('gossip_convergence_seconds_bucket{le="0.01"}'), 1);
    assert.equal(value('gossip_convergence_max_seconds'), 0.03);
    assert.equal(value('gossip_convergence_confirmed_seconds_count'), 2);
    assert.equal(value('gossip_convergence_confirmed_max_seconds'), 0.055);
    assert.equal(value('gossip_writes_pending'), 3);
    assert.equal(value('gossip_peer_lag_entries_max'), 2);
  });

  it('measures what arrives: outcome, propagation, hops', async () => {
    const value = await after(
      applied({ propagationMs: 250, hops: 3 }),
      { type: 'received', outcome: 'duplicate', count: 1 },
      { type: 'received', outcome: 'superseded', count: 1 },
    );
    for (const outcome of ['applied', 'duplicate', 'superseded']) {
      assert.equal(value(`gossip_entries_received_total{outcome="${outcome}"}`), 1);
    }
    assert.equal(value('gossip_propagation_seconds_sum'), 0.25);
    assert.equal(value('gossip_propagation_max_seconds'), 0.25);
    assert.equal(value('gossip_hops_sum'), 3);
  });

  it('counts reads, stale reads, and their age and depth', async () => {
    const value = await after(
      { type: 'read' },
      { type: 'stale_read' },
      { type: 'staleness', ageMs: 700, versions: 4 },
    );
    assert.equal(value('gossip_reads_total'), 1);
    assert.equal(value('gossip_stale_reads_total'), 1);
    assert.equal(value('gossip_read_staleness_seconds_sum'), 0.7);
    assert.equal(value('gossip_read_staleness_max_seconds'), 0.7);
    assert.equal(value('gossip_read_staleness_versions_sum'), 4);
  });

  it('shows levels, rejections and drops', async () => {
    const value = await after(
      { type: 'keys', count: 9 },
      { type: 'keys', count: 7 },
      { type: 'peers', reachable: 3, suspected: 1 },
      { type: 'rejected', reason: 'not_json', text: 'x' },
      { type: 'dropped', what: 'read_log', count: 5 },
      { type: 'fault', text: 'x' },
    );
    assert.equal(value('gossip_keys'), 7);
    assert.equal(value('gossip_peers{state="reachable"}'), 3);
    assert.equal(value('gossip_peers{state="suspected"}'), 1);
    assert.equal(value('gossip_inputs_rejected_total{reason="not_json"}'), 1);
    assert.equal(value('gossip_dropped_total{what="read_log"}'), 5);
  });

  it('counts suspicions by their source, those that were false, and who is not believed to be alive', async () => {
    const found = (was: Health, health: Health, isOwnProbe = false): NodeEvent => ({
      ...{ type: 'health', node: 'n2' as NodeId, was, health, isOwnProbe },
    });
    const value = await after(
      ...[found('alive', 'suspect', true), found('suspect', 'alive'), found('alive', 'suspect')],
      ...[found('suspect', 'alive'), found('alive', 'suspect')],
      ...[found('suspect', 'failed'), found('failed', 'alive'), found('alive', 'failed')],
      { type: 'unhealthy', suspected: 3, failed: 2 },
    );
    assert.equal(value('gossip_failure_detector_suspicions_total{source="probe"}'), 1);
    assert.equal(value('gossip_failure_detector_suspicions_total{source="peer"}'), 3);
    assert.equal(value('gossip_failure_detector_refuted_total'), 2);
    assert.equal(value('gossip_failure_detector_peers{state="suspected"}'), 3);
    assert.equal(value('gossip_failure_detector_peers{state="failed"}'), 2);
  });

  it('counts messages and their bytes, and dropped spans', async () => {
    const recorder = new Recorder();
    recorder.message('sent', 'mail', 100);
    recorder.message('sent', 'digest', 20);
    recorder.message('received', 'ack', 7);
    recorder.droppedSpans(12);
    const value = await scrape(recorder);
    assert.equal(value('gossip_messages_total{direction="sent",kind="mail"}'), 1);
    assert.equal(value('gossip_messages_total{direction="received",kind="ack"}'), 1);
    assert.equal(value('gossip_message_bytes_total{direction="sent"}'), 120);
    assert.equal(value('gossip_message_bytes_total{direction="received"}'), 7);
    assert.equal(value('gossip_dropped_total{what="spans"}'), 12);
  });

  it('counts each of a run of writes at the time that is known of all, and apart what converged among the rest', async () => {
    const value = await after(
      { type: 'run_converged', from: 1, to: 4, count: 3, convergenceMs: 200, confirmedMs: 300 },
      { type: 'converged_among_rest', from: 5, to: 6, count: 2, atMs: NOW_MS, traceparent: undefined },
    );
    assert.equal(value('gossip_convergence_seconds_count'), 3);
    assert.equal(value('gossip_convergence_max_seconds'), 0.2);
    assert.equal(value('gossip_convergence_confirmed_seconds_count'), 3);
    assert.equal(value('gossip_convergence_confirmed_max_seconds'), 0.3);
    assert.equal(value('gossip_writes_converged_among_rest_total'), 2);
  });

  it('shows how far clocks are apart, give or take what, and what is set aside for that', async () => {
    const clock = (isWrong: boolean): NodeEvent => ({ type: 'clock', offsetMs: -250, boundMs: 40, isWrong });
    const setAside = { type: 'set_aside', from: 'n2' as NodeId, count: 3, aheadMs: 900 } as const;
    const value = await after(clock(true), setAside);
    assert.equal(value('gossip_clock_offset_max_seconds'), 0.25);
    assert.equal(value('gossip_clock_offset_bound_seconds'), 0.04);
    assert.equal(value('gossip_clock_wrong'), 1);
    assert.equal(value('gossip_entries_received_total{outcome="set_aside"}'), 3);
    assert.equal((await after(clock(true), clock(false)))('gossip_clock_wrong'), 0);
  });

  it('shows what is kept on disk, and how long that takes', async () => {
    const recorder = new Recorder();
    recorder.committed(250, 7, 900);
    recorder.committed(250, 1, 100);
    recorder.dataBytes(5000);
    recorder.recovered(1500);
    recorder.diskFull(true);
    const value = await scrape(recorder);
    assert.equal(value('gossip_commit_duration_seconds_sum'), 0.5);
    assert.deepEqual([value('gossip_log_records_total'), value('gossip_log_bytes_total')], [8, 1000]);
    assert.deepEqual([value('gossip_data_size_bytes'), value('gossip_recovery_seconds')], [5000, 1.5]);
    assert.equal(value('gossip_disk_full'), 1);
    recorder.diskFull(false);
    assert.equal((await scrape(recorder))('gossip_disk_full'), 0);
  });

  it('shows the view and its members, how long changes took, and splits', async () => {
    const view = { type: 'view', members: { joining: 1, active: 4, leaving: 2 }, state: 'active' } as const;
    const spread = { type: 'view_spread', id: [7, 'n1#0/1'], decidedAtMs: NOW_MS, heard: [] } as const;
    const value = await after(
      { ...view, id: [7, 'n1#0/1'] },
      { ...spread, change: ['join', 'n2#0' as Origin], convergenceMs: 250 },
      { ...spread, change: ['leave', 'n2#0' as Origin], convergenceMs: 500 },
      { type: 'split', theirs: [7, 'n2#0/1'] },
      { type: 'split', theirs: [7, 'n2#0/1'] },
      { type: 'tombstones', count: 6 },
    );
    assert.deepEqual([value('gossip_view'), value('gossip_view_splits_total')], [7, 2]);
    const members = ['joining', 'active', 'leaving'].map((state) =>
      value(`gossip_members{state="${state}"}`),
    );
    assert.deepEqual(members, [1, 4, 2]);
    assert.equal(value('gossip_view_convergence_seconds_sum{change="join"}'), 0.25);
    assert.equal(value('gossip_view_convergence_seconds_sum{change="leave"}'), 0.5);
    assert.equal(value('gossip_tombstones'), 6);
  });

  it('shows quantiles of what it keeps sketches of', async () => {
    const converging = [10, 20, 30].map((convergenceMs) => converged({ convergenceMs, confirmedMs: 90 }));
    const value = await after(...converging, { type: 'staleness', ageMs: 5, versions: 4 });
    const name = 'gossip_convergence_quantiles_seconds';
    assert.ok(Math.abs((value(`${name}{quantile="0.5"}`) ?? 0) / 0.02 - 1) < 0.01);
    assert.deepEqual([value(`${name}_sum`), value(`${name}_count`)], [0.06, 3]);
    assert.equal(value('gossip_convergence_confirmed_quantiles_seconds{quantile="0.999"}'), 0.09);
    assert.equal(value('gossip_read_staleness_quantiles_versions{quantile="0.9"}'), 4);
  });

  it('refuses what no catalogue declares', () => {
    const odd = { type: 'operation', op: 'read', result: 'odd' } as unknown as NodeEvent;
    assert.throws(() => new Recorder().record([odd], 0), /odd is a declared result/);
    const lost = { type: 'dropped', what: 'odd', count: 1 } as unknown as NodeEvent;
    assert.throws(() => new Recorder().record([lost], 0), /odd is a declared label value/);
    assert.throws(() => new Recorder().sketch('gossip_hops'), /gossip_hops is in the catalogue/);
  });

  it('takes a time that differing clocks made negative as 0', async () => {
    const run = {
      type: 'run_converged',
      from: 1,
      to: 2,
      count: 2,
      convergenceMs: -1,
      confirmedMs: -1,
    } as const;
    const value = await after(applied({ propagationMs: -3 }), converged({ convergenceMs: -1 }), run);
    assert.equal(value('gossip_propagation_seconds_sum'), 0);
    assert.equal(value('gossip_convergence_seconds_count'), 3);
    assert.equal(value('gossip_convergence_max_seconds'), 0);
  });

  it('counts on between scrapes, each event once', async () => {
    const recorder = new Recorder();
    const { text, contentType } = createMetrics(recorder, INFO);
    assert.match(contentType, /^application\/openmetrics-text/);
    for (const writes of [1, 2, 3]) {
      recorder.record([accepted()], 0);
      assert.match(await text(), new RegExp(`^gossip_writes_total ${writes}$`, 'm'));
    }
    assert.ok((await text()).endsWith('# EOF\n'));
  });

  it('leaves the global registry of prom-client alone', () => {
    createMetrics(new Recorder(), INFO);
    assert.deepEqual(register.getMetricsAsArray(), []);
  });

  it('finds a counter by its name after a scrape has renamed it', async () => {
    const { registry, text } = createMetrics(new Recorder(), INFO);
    await text();
    const counter = registry.getSingleMetric('gossip_writes_total');
    assert.ok(counter instanceof Counter);
    assert.equal(
      (await counter.get()).name,
      'gossip_writes',
      'prom-client renames counters when it writes OpenMetrics',
    );
    assert.equal((await text()).match(/^gossip_writes_total /gm)?.length, 1);
  });
});

describe('exemplars', () => {
  const exemplarsIn = async (...events: NodeEvent[]): Promise<string[]> => {
    const recorder = new Recorder();
    recorder.record(events, 0);
    const text = await createMetrics(recorder, INFO).text();
    return text.split('\n').filter((line) => line.includes(' # {'));
  };

  it('name the trace of a sampled write, where it converged and where it was applied', async () => {
    const lines = await exemplarsIn(
      converged({ convergenceMs: 30, confirmedMs: 40, traceparent: TRACEPARENT }),
      applied({ propagationMs: 10, traceparent: TRACEPARENT }),
    );
    assert.deepEqual(lines, [
      `gossip_convergence_seconds_bucket{le="0.05"} 1 # {trace_id="${TRACE_ID}"} 0.03 ${(NOW_MS + 40) / 1000}`,
      `gossip_propagation_seconds_bucket{le="0.01"} 1 # {trace_id="${TRACE_ID}"} 0.01 ${(NOW_MS + 10) / 1000}`,
    ]);
  });

  it('are left out for traces that were not sampled, and for what is no trace', async () => {
    for (const traceparent of [
      undefined,
      `00-${TRACE_ID}-b7ad6b7169203331-00`,
      'x',
      `00-${'a'.repeat(200)}-b7ad6b7169203331-01`,
    ]) {
      assert.deepEqual(await exemplarsIn(converged({ traceparent })), [], traceparent);
    }
  });
});
