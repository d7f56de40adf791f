/** Reads the files of the docker compose stack as far as they can be read without running it: each fits the others, and is safe. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { metricsIn } from '../../grafana/catalogue.ts';
import { OVERVIEW } from '../../grafana/boards/overview.ts';
import { TRACE_UID } from '../../grafana/boards/trace.ts';
import { needs } from '../support/needs.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

interface Service {
  readonly image: string;
  readonly build?: string;
  readonly profiles?: readonly string[];
  readonly user: string;
  readonly restart: string;
  readonly read_only: boolean;
  readonly cap_drop: readonly string[];
  readonly security_opt: readonly string[];
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly healthcheck: { readonly test: readonly string[] };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly deploy: { readonly resources: { readonly limits: Readonly<Record<string, string | number>> } };
}

type StackService =
  | ('cluster' | 'prometheus' | 'tempo' | 'grafana' | 'certs' | 'serve-1' | 'serve-2' | 'serve-3')
  | ('agents-certs' | 'nats' | 'agent' | 'swarm');

const { services } = parse(read('docker-compose.yml'), { merge: true }) as {
  services: Record<StackService, Service>;
};

/** They do what they are for, and end. */
const PASSING = ['certs', 'agents-certs', 'swarm'];
const lasting = Object.entries(services).filter(([name]) => !PASSING.includes(name));

describe('each service of the stack', () => {
  for (const [name, service] of Object.entries(services)) {
    it(`${name} is pinned, limited, and shut off`, () => {
      if (service.image !== 'gossipscope') assert.match(service.image, /:v?\d+\.\d+\.\d+(-alpine)?$/);
      const { limits } = service.deploy.resources;
      assert.ok(limits['cpus'] && limits['memory'] && limits['pids']);
      assert.match(service.user, /^[1-9]\d*:\d+$/, 'it does not run as root');
      assert.equal(service.read_only, true);
      assert.deepEqual(service.cap_drop, ['ALL']);
      assert.deepEqual(service.security_opt, ['no-new-privileges:true']);
      for (const port of service.ports ?? []) assert.match(port, /^127\.0\.0\.1:/);
      for (const variable of Object.keys(service.environment ?? {})) {
        assert.doesNotMatch(variable, /PASSWORD|SECRET|TOKEN|KEY/, 'there is no secret');
      }
    });

    it(`${name} mounts files that are there, and cannot write to them`, () => {
      for (const volume of service.volumes ?? []) {
        const [source = '', , mode] = volume.split(':');
        if (!source.startsWith('./')) continue;
        assert.ok(existsSync(join(ROOT, source)), source);
        assert.equal(mode, 'ro', source);
      }
    });
  }

  for (const [name, service] of lasting) {
    it(`${name} is watched, and started again`, () => {
      assert.equal(service.healthcheck.test[0], 'CMD');
      assert.equal(service.restart, 'unless-stopped');
    });
  }

  it('starts when what it needs is healthy', () => {
    const order = Object.entries(services).map(([name, { depends_on = {} }]) => [
      name,
      Object.keys(depends_on),
    ]);
    assert.deepEqual(Object.fromEntries(order), {
      cluster: ['tempo'],
      certs: [],
      ...{ 'serve-1': ['certs', 'tempo'], 'serve-2': ['certs', 'tempo'], 'serve-3': ['certs', 'tempo'] },
      ...{ 'agents-certs': [], nats: ['agents-certs'], agent: ['nats'], swarm: ['nats'] },
      prometheus: ['cluster'],
      tempo: [],
      grafana: ['prometheus', 'tempo'],
    });
    for (const { depends_on = {} } of Object.values(services)) {
      for (const [name, { condition }] of Object.entries(depends_on))
        assert.equal(
          condition,
          PASSING.includes(name) ? 'service_completed_successfully' : 'service_healthy',
        );
    }
  });

  it('is given flags that exist', () => {
    const known = read('docs/flags.md');
    const flags = services.cluster.command?.flatMap((word) => /^--[a-z-]+/.exec(word)?.[0] ?? []) ?? [];
    assert.ok(flags.includes('--forever') && flags.includes('--partition-every'));
    for (const flag of flags) assert.match(known, new RegExp(`\\| \`${flag}[ \`]`));
  });
});

describe('the service in the stack', () => {
  const nodes = [services['serve-1'], services['serve-2'], services['serve-3']];

  it('stays away unless it is asked for', () => {
    for (const { profiles } of [services.certs, ...nodes]) assert.deepEqual(profiles, ['service']);
    for (const name of ['cluster', 'prometheus', 'tempo', 'grafana'] as const)
      assert.equal(services[name].profiles, undefined);
  });

  it('has nodes that know each other, under names that their certificates have', () => {
    const peers = ['n1=serve-1:7400', 'n2=serve-2:7400', 'n3=serve-3:7400'];
    nodes.forEach(({ environment = {} }, i) => {
      assert.equal(environment['GOSSIP_NODE'], `n${i + 1}`);
      assert.equal(environment['GOSSIP_JOIN'], peers.join(','));
      assert.ok(services.certs.command?.includes(`--cluster=${environment['GOSSIP_CLUSTER']}`));
      assert.ok(services.certs.command?.includes(`n${i + 1}=serve-${i + 1}`));
    });
    const ports = nodes.flatMap((node) => node.ports ?? []);
    assert.deepEqual(
      ports,
      [1, 2, 3].map((i) => `127.0.0.1:\${SERVE_${i}_PORT:-808${i}}:8080`),
    );
  });

  it('is given flags that exist', () => {
    const known = read('docs/flags.md');
    for (const { command = [] } of [services.certs, ...nodes]) {
      const flags = command.flatMap((word) => /^--[a-z-]+/.exec(word)?.[0] ?? []);
      assert.ok(flags.length >= 3);
      for (const flag of flags) assert.match(known, new RegExp(`\\| \`${flag}[ \`]`));
    }
  });
});

describe('the agents in the stack', () => {
  const { nats, agent, swarm } = services;
  const ofAgents = [services['agents-certs'], nats, agent, swarm];

  it('stay away unless they are asked for', () => {
    for (const { profiles } of ofAgents) assert.deepEqual(profiles, ['agents']);
  });

  it('come in under names that have rights at the NATS server', () => {
    const config = read('deploy/nats/agents.conf');
    for (const [{ command = [] }, name] of [[agent, 'agents'] as const, [swarm, 'commander'] as const]) {
      assert.ok(command.includes(`--cert=/certs/${name}.crt`), name);
      assert.ok(services['agents-certs'].command?.includes(name), name);
      assert.ok(config.includes(`"gossipscope://demo/node/${name}"`), name);
    }
    assert.ok(services['agents-certs'].command?.includes('--cluster=demo'));
  });

  it('are given flags that exist, and scraped where they listen', () => {
    const known = read('docs/flags.md');
    for (const { command = [] } of [agent, swarm])
      for (const flag of command.flatMap((word) => /^--[a-z-]+/.exec(word)?.[0] ?? []))
        assert.match(known, new RegExp(`\\| \`${flag}[ \`]`));
    assert.match(read('grafana/prometheus/prometheus.yml'), /names: \[agent\], type: A, port: 9470/);
    assert.ok(agent.command?.includes('--metrics-port=9470'));
  });
});

describe('Prometheus in the stack', () => {
  const config = parse(read('grafana/prometheus/prometheus.yml')) as {
    rule_files: string[];
    scrape_configs: { job_name: string; static_configs: { targets: string[] }[] }[];
  };

  it('scrapes the cluster where it listens, and finds its rules', () => {
    const [cluster] = config.scrape_configs;
    assert.deepEqual(cluster?.static_configs, [{ targets: ['cluster:9460'] }]);
    assert.deepEqual(services.cluster.ports, ['127.0.0.1:${CLUSTER_PORT:-9460}:9460']);
    assert.ok(services.cluster.command?.includes('--metrics-host=0.0.0.0'));
    const mounted = services.prometheus.volumes?.map((volume) => volume.split(':')[1]);
    for (const file of config.rule_files) assert.ok(mounted?.includes(file), file);
    assert.ok(services.prometheus.command?.includes('--enable-feature=exemplar-storage'));
  });

  it('is configured without a mistake', function () {
    needs(this, 'promtool');
    const path = join(ROOT, 'grafana/prometheus/prometheus.yml');
    const { status, stderr } = spawnSync('promtool', ['check', 'config', '--syntax-only', path], {
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
  });
});

describe('Grafana in the stack', () => {
  interface Source {
    readonly uid: string;
    readonly type: string;
    readonly url: string;
    readonly editable: boolean;
    readonly jsonData: {
      readonly exemplarTraceIdDestinations?: readonly {
        readonly url?: string;
        readonly name: string;
        readonly datasourceUid?: string;
      }[];
      readonly serviceMap?: { readonly datasourceUid: string };
      readonly tracesToMetrics?: {
        readonly datasourceUid: string;
        readonly tags: readonly { readonly key: string; readonly value: string }[];
        readonly queries: readonly { readonly name: string; readonly query: string }[];
      };
    };
  }
  const { datasources } = parse(read('grafana/provisioning/datasources/gossipscope.yaml')) as {
    datasources: Source[];
  };
  const sourceOf = (uid: string): Source => {
    const found = datasources.find((source) => source.uid === uid);
    assert.ok(found, uid);
    return found;
  };

  it('knows Prometheus and Tempo, which nobody can change', () => {
    assert.equal(sourceOf('prometheus').url, 'http://prometheus:9090');
    assert.equal(sourceOf('tempo').url, 'http://tempo:3200');
    assert.deepEqual(
      datasources.map(({ editable }) => editable),
      [false, false],
    );
  });

  it('leads from an exemplar to its trace, and from a span to the metrics of its node', () => {
    const [board, explore, ...more] = sourceOf('prometheus').jsonData.exemplarTraceIdDestinations ?? [];
    assert.deepEqual([board?.name, explore?.name, more], ['trace_id', 'trace_id', []]);
    assert.equal(board?.url, `/d/${TRACE_UID}/?var-trace=$\${__value.raw}`);
    assert.equal(explore?.datasourceUid, 'tempo');
    const { serviceMap, tracesToMetrics } = sourceOf('tempo').jsonData;
    assert.equal(serviceMap?.datasourceUid, 'prometheus');
    assert.equal(tracesToMetrics?.datasourceUid, 'prometheus');
    assert.deepEqual(tracesToMetrics.tags, [{ key: 'service.instance.id', value: 'node' }]);
    for (const { name, query } of tracesToMetrics.queries) {
      assert.ok(metricsIn(query).length > 0, name);
      assert.ok(query.includes('$$__tags'), name);
      assert.doesNotMatch(query, /(?<!\$)\$(?!\$)/, `${name}: provisioning would replace a single $`);
    }
  });

  it('shows the dashboards, the overview first, to everybody, and to look at only', () => {
    const { providers } = parse(read('grafana/provisioning/dashboards/gossipscope.yaml')) as {
      providers: { allowUiUpdates: boolean; options: { path: string } }[];
    };
    const [provider] = providers;
    assert.equal(provider?.allowUiUpdates, false);
    const mount = services.grafana.volumes?.find((volume) => volume.split(':')[1] === provider.options.path);
    assert.match(mount ?? '', /^\.\/grafana\/dashboards:/);
    const { environment = {} } = services.grafana;
    const home = environment['GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH'] ?? '';
    const file = home.replace(provider.options.path, 'grafana/dashboards');
    assert.equal((JSON.parse(read(file)) as { uid: string }).uid, OVERVIEW.uid);
    assert.equal(environment['GF_AUTH_ANONYMOUS_ENABLED'], 'true');
    assert.equal(environment['GF_AUTH_ANONYMOUS_ORG_ROLE'], 'Viewer');
    assert.equal(environment['GF_AUTH_DISABLE_LOGIN_FORM'], 'true');
    assert.equal(environment['GF_SECURITY_DISABLE_INITIAL_ADMIN_CREATION'], 'true');
  });
});

describe('Tempo in the stack', () => {
  const text = read('grafana/tempo/tempo.yaml');
  const config = parse(text) as Record<string, unknown> & {
    distributor: { receivers: { otlp: { protocols: Record<string, { endpoint: string }> } } };
  };

  it('has none of the blocks that Tempo 3 refuses', () => {
    for (const gone of ['ingester', 'ingester_client', 'compactor', 'metrics_generator_client']) {
      assert.equal(gone in config, false, gone);
    }
  });

  it('takes spans from other containers, where the nodes send them', () => {
    const { grpc, http } = config.distributor.receivers.otlp.protocols;
    assert.deepEqual([grpc?.endpoint, http?.endpoint], ['0.0.0.0:4317', '0.0.0.0:4318']);
    assert.equal(services.cluster.environment?.['OTEL_EXPORTER_OTLP_ENDPOINT'], 'http://tempo:4318');
  });

  it('writes to its volume alone', () => {
    const paths = [...text.matchAll(/(?:path|_dir): (\/[^\s}]+)/g)].map(([, path = '']) => path);
    assert.ok(paths.length >= 6);
    for (const path of paths) assert.match(path, /^\/var\/tempo\//);
    assert.ok(services.tempo.volumes?.includes('tempo:/var/tempo'));
  });

  it('writes metrics to a Prometheus that takes them', () => {
    assert.match(text, /url: http:\/\/prometheus:9090\/api\/v1\/write/);
    assert.ok(services.prometheus.command?.includes('--web.enable-remote-write-receiver'));
  });
});
