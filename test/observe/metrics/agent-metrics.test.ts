/** What an agent shows of itself: what ended and how, what runs, and how long it took. */

import assert from 'node:assert/strict';
import { AGENT_METRICS, AgentMetrics, JOB_KINDS } from '../../../src/observe/metrics/agent-metrics.ts';

const samplesOf = (text: string): string[] =>
  text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));

describe("the agent's metrics", () => {
  it('count what ended by what became of it, and time what was not given back', async () => {
    const metrics = new AgentMetrics('1.2.3');
    for (const fate of ['done', 'done', 'failed', 'given_back'] as const) {
      metrics.started();
      metrics.ended('swarm', fate, fate === 'given_back' ? 1000 : 2);
    }
    metrics.started();
    Object.assign(metrics, { threads: 4, waiting: 7, processes: 9, connected: true });
    for (let scrape = 0; scrape < 2; scrape++) {
      const samples = samplesOf(await metrics.text());
      for (const sample of [
        'gossip_agent_jobs_total{kind="swarm",fate="done"} 2',
        'gossip_agent_jobs_total{kind="swarm",fate="failed"} 1',
        'gossip_agent_jobs_total{kind="swarm",fate="given_back"} 1',
        'gossip_agent_jobs_total{kind="scenario",fate="done"} 0',
        'gossip_agent_job_duration_seconds_sum{kind="swarm"} 6',
        'gossip_agent_job_duration_seconds_count{kind="swarm"} 3',
        'gossip_agent_jobs_running 1',
        'gossip_agent_jobs_waiting 7',
        'gossip_agent_threads 4',
        'gossip_agent_processes 9',
        'gossip_agent_connected 1',
      ])
        assert.ok(samples.includes(sample), sample);
    }
  });

  it('count and time each kind of job by itself', async () => {
    const metrics = new AgentMetrics('1.2.3');
    for (const kind of JOB_KINDS) {
      metrics.started();
      metrics.ended(kind, 'done', 1);
    }
    const samples = samplesOf(await metrics.text());
    for (const kind of JOB_KINDS) {
      assert.ok(samples.includes(`gossip_agent_jobs_total{kind="${kind}",fate="done"} 1`), kind);
      assert.ok(samples.includes(`gossip_agent_job_duration_seconds_count{kind="${kind}"} 1`), kind);
    }
  });

  it('are all shown, with their help and type, the version, and the CPU of the process', async () => {
    const text = await new AgentMetrics('1.2.3').text();
    for (const { name, type, help } of AGENT_METRICS) {
      const family = name.replace(/_total$/, '');
      assert.ok(text.includes(`# HELP ${family} ${help}\n# TYPE ${family} ${type}\n`), name);
    }
    assert.match(text, /^process_cpu_seconds_total /m);
    assert.match(text, /^gossip_build_info\{version="1\.2\.3"\} 1$/m);
  });
});
