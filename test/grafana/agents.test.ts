/** An agent that works off a swarm, under a real Prometheus: no panel of *Agents* comes back empty. */

import assert from 'node:assert/strict';
import { AgentProcess, killPrograms, Program } from '../support/agent-process.ts';
import { needs } from '../support/needs.ts';
import { startPrometheusFor, type Prometheus } from '../support/prometheus.ts';
import { waitFor } from '../support/wait-for.ts';
import { NatsServer } from '../transport/nats-server.ts';
import { panelQueries, readAgentsDashboard } from './dashboard-json.ts';
import { problemsOf } from './query-answers.ts';

/** The configuration without what needs certificates. */
const inTheClear = (config: string): string => config.slice(0, config.indexOf('\ntls {'));

/** In three seconds. */
const SCRAPES = 15;

describe('the dashboard of agents, with one that works', function () {
  this.timeout(90_000);
  let server: NatsServer;
  let prometheus: Prometheus;

  before(async function () {
    needs(this, 'prometheus', 'nats-server');
    server = await NatsServer.start('../../deploy/nats/agents.conf', {}, inTheClear);
  });
  after(async () => {
    killPrograms();
    await (prometheus as Prometheus | undefined)?.stop();
    await (server as NatsServer | undefined)?.remove();
  });

  it('is filled', async () => {
    const agent = await AgentProcess.start(['--nats', server.url]);
    const fromS = Date.now() / 1000;
    prometheus = await startPrometheusFor({ agents: [agent.target] });
    // Of a series that begins with a swarm which is over at once there is no rate: the second one has it.
    for (const [seed, jobs] of [
      ['1', 16],
      ['17', 32],
    ] as const) {
      const swarm = new Program(['simulate', '--swarm', '16', '--seed', seed, '--agents', server.url]);
      assert.equal(await swarm.ended, 0, swarm.stderr);
      const done = 'sum(gossip_agent_jobs_total{fate="done"})';
      await waitFor('a scrape', async () => (await prometheus.query(done))[0]?.value === jobs);
    }
    const scrapes = 'min(count_over_time(gossip_agent_jobs_total{fate="done"}[1m]))';
    await waitFor('scrapes', async () => ((await prometheus.query(scrapes))[0]?.value ?? 0) > SCRAPES);
    const asked = {
      ...{ prometheus, job: 'agents', fromS, toS: Date.now() / 1000 },
      ...{ rateWindow: '2s', earlier: '2s' },
    };
    assert.equal(await problemsOf(panelQueries(readAgentsDashboard()), asked), '');
    const [working] = await prometheus.query('min(gossip_agent_connected)');
    assert.equal(working?.value, 1);
  });
});
