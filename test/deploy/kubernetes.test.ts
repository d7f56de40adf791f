/**
 * The manifests for Kubernetes, as far as they can be looked at without a cluster: each is valid by the published schema of its kind
 * (which lets unknown fields pass), and they fit each other and the program.
 */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PrometheusRule } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PrometheusRule';
import { ServiceMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor';
import { PodMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PodMonitor';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { StatefulSet } from 'kubernetes-models/apps/v1/StatefulSet';
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler';
import { Job } from 'kubernetes-models/batch/v1/Job';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { Namespace } from 'kubernetes-models/v1/Namespace';
import { Service } from 'kubernetes-models/v1/Service';
import { parseAllDocuments } from 'yaml';
import { dashboardFiles } from '../../grafana/dashboards.ts';
import { prometheusRuleFile } from '../../grafana/prometheus-rule.ts';
import { needs } from '../support/needs.ts';

const ROOT = join(import.meta.dirname, '../..');
const FOLDER = join(ROOT, 'deploy/kubernetes');
const AGENTS_FOLDER = join(FOLDER, 'agents');

interface Resource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec?: Record<string, unknown>;
}

interface Checked {
  validate(): void;
}

/** By kind: the model, made of the published schema. */
const MODELS: Readonly<Record<string, new (data: never) => Checked>> = {
  ...{ ConfigMap, Namespace, NetworkPolicy, PodDisruptionBudget },
  ...{ PrometheusRule, Service, ServiceMonitor, StatefulSet },
  ...{ Deployment, HorizontalPodAutoscaler, Job, PodMonitor },
};

function resourcesIn(text: string): Resource[] {
  return parseAllDocuments(text).map((document) => document.toJS() as Resource);
}

function resourcesOf(folder: string): Resource[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml') && name !== 'kustomization.yaml')
    .flatMap((name) => resourcesIn(readFileSync(join(folder, name), 'utf8')));
}

const written = resourcesOf(FOLDER);
/** Of simulations on agents: they are applied by themselves. */
const ofAgents = resourcesOf(AGENTS_FOLDER);

function only(kind: string, among = written): Resource {
  const found = among.find((one) => one.kind === kind);
  assert.ok(found, kind);
  return found;
}

describe('each manifest', () => {
  for (const resource of [...written, ...ofAgents]) {
    const { kind, metadata } = resource;
    it(`${kind} ${metadata.name} is valid by its schema`, () => {
      const Model = MODELS[kind];
      assert.ok(Model, `${kind} has a schema`);
      new Model(resource as never).validate();
    });
  }

  it('would be refused with a mistake', () => {
    const wrong = structuredClone(only('StatefulSet'));
    (wrong.spec as { replicas: unknown }).replicas = 'three';
    assert.throws(() => new StatefulSet(wrong as never).validate(), /replicas must be integer/);
  });
});

describe('the manifests', () => {
  interface PodSpec {
    readonly containers: readonly { readonly args: readonly string[] }[];
    readonly volumes: readonly { readonly secret: { readonly secretName: string } }[];
    readonly terminationGracePeriodSeconds: number;
  }
  const stateful = only('StatefulSet').spec as {
    replicas: number;
    serviceName: string;
    podManagementPolicy: string;
    template: { spec: PodSpec };
  };
  const pod = stateful.template.spec;
  const args = pod.containers[0]?.args ?? [];
  const flag = (name: string): string =>
    args.find((arg) => arg.startsWith(`--${name}=`))?.split(/=(.*)/s)[1] ?? '';

  it('give the program flags that exist', () => {
    const known = readFileSync(join(ROOT, 'docs/flags.md'), 'utf8');
    assert.equal(args[0], 'serve');
    for (const arg of args.slice(1)) assert.match(known, new RegExp(`\\| \`${arg.split('=')[0] ?? ''}[ \`]`));
  });

  it('name the first pods to each, at the names that they have, and let them start together', () => {
    const pods = Array.from({ length: stateful.replicas }, (_, i) => `gossipscope-${i}`);
    const at = (name: string): string => `${name}.${stateful.serviceName}:7400`;
    assert.ok(args.includes('--bootstrap'));
    assert.equal(flag('join'), pods.map((name) => `${name}=${at(name)}`).join(','));
    assert.deepEqual([flag('node'), flag('address')], ['$(NODE)', at('$(NODE)')]);
    assert.equal(stateful.podManagementPolicy, 'Parallel', 'each of them is needed for the first start');
    const headless = written.find(({ metadata }) => metadata.name === stateful.serviceName)?.spec;
    assert.deepEqual([headless?.['clusterIP'], headless?.['publishNotReadyAddresses']], ['None', true]);
  });

  it('keep the data of each pod in a volume of its own', () => {
    const [container] = (
      pod as unknown as { containers: { volumeMounts: { name: string; mountPath: string }[] }[] }
    ).containers;
    const mount = container?.volumeMounts.find(({ mountPath }) => mountPath === flag('data'));
    const { volumeClaimTemplates: claims } = stateful as unknown as {
      volumeClaimTemplates: { metadata: { name: string }; spec: { accessModes: string[] } }[];
    };
    assert.deepEqual(
      claims.map(({ metadata, spec }) => [metadata.name, spec.accessModes]),
      [[mount?.name, ['ReadWriteOnce']]],
    );
  });

  it('leave time to drain, and keep two nodes of three', () => {
    const seconds = ['drain-delay', 'drain'].map((name) => Number(flag(name).replace(/s$/, '')));
    assert.ok(pod.terminationGracePeriodSeconds > (seconds[0] ?? NaN) + 2 * (seconds[1] ?? NaN));
    assert.equal(only('PodDisruptionBudget').spec?.['maxUnavailable'], 1);
  });

  it('hold no secret, and say which ones they need', () => {
    assert.ok(written.every(({ kind }) => kind !== 'Secret'));
    const service = readFileSync(join(ROOT, 'docs/service.md'), 'utf8');
    for (const { secret } of pod.volumes) assert.ok(service.includes(secret.secretName), secret.secretName);
  });

  it('have the rules of Prometheus as they are', () => {
    const { path, text } = prometheusRuleFile();
    assert.equal(readFileSync(join(ROOT, path), 'utf8'), text, 'out of date: npm run dashboards');
  });

  it('are what kustomize makes of them, with every dashboard, in one namespace', function () {
    this.timeout(30_000);
    needs(this, 'kubectl');
    const { status, stdout, stderr } = spawnSync('kubectl', ['kustomize', FOLDER], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    const built = resourcesIn(stdout);
    for (const resource of built) {
      const { kind, metadata } = resource;
      const Model = MODELS[kind];
      assert.ok(Model, kind);
      new Model(resource as never).validate();
      if (kind !== 'Namespace') assert.equal(metadata.namespace, 'gossipscope', metadata.name);
    }
    assert.equal(built.filter(({ kind }) => kind === 'ConfigMap').length, dashboardFiles().length);
    assert.equal(built.length, written.length + dashboardFiles().length);
  });
});

describe('the manifests of agents', () => {
  interface Pod {
    readonly spec: {
      readonly terminationGracePeriodSeconds?: number;
      readonly containers: readonly {
        readonly args: readonly string[];
        readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
      }[];
      readonly volumes: readonly { readonly secret?: { readonly secretName: string } }[];
    };
  }
  const podOf = (kind: string): Pod =>
    (only(kind, ofAgents).spec as { readonly template: Pod | undefined }).template ?? assert.fail(kind);
  const argsOf = (kind: string): readonly string[] => podOf(kind).spec.containers[0]?.args ?? [];
  const config = readFileSync(join(ROOT, 'deploy/nats/agents.conf'), 'utf8');

  it('give the program flags that exist, and one NATS server', () => {
    const known = readFileSync(join(ROOT, 'docs/flags.md'), 'utf8');
    for (const kind of ['Deployment', 'Job'])
      for (const arg of argsOf(kind).slice(1))
        assert.match(known, new RegExp(`\\| \`${arg.split('=')[0] ?? ''}[ \`]`));
    const { name } = only('Service', ofAgents).metadata;
    assert.ok(argsOf('Deployment').includes(`--nats=${name}:4222`));
    assert.ok(argsOf('Job').includes(`--agents=${name}:4222`));
    assert.equal((only('StatefulSet', ofAgents).spec as { serviceName: string }).serviceName, name);
  });

  it('let each come in as somebody whom the NATS server knows', () => {
    for (const [kind, name] of [
      ['Deployment', 'agents'],
      ['Job', 'commander'],
    ] as const) {
      assert.ok(argsOf(kind).includes(`--cert=/certs/${name}.crt`));
      assert.ok(config.includes(`"gossipscope://demo/node/${name}"`));
    }
  });

  it('scale agents by their CPU, and let them give back what they have', () => {
    const scaler = only('HorizontalPodAutoscaler', ofAgents).spec as {
      scaleTargetRef: { kind: string; name: string };
    };
    const { kind, name } = scaler.scaleTargetRef;
    assert.equal(only(kind, ofAgents).metadata.name, name);
    assert.equal(
      'replicas' in (only('Deployment', ofAgents).spec ?? {}),
      false,
      'the autoscaler says how many',
    );
    assert.ok((podOf('Deployment').spec.terminationGracePeriodSeconds ?? 0) >= 10);
  });

  it('hold no secret, and say which ones they need', () => {
    assert.ok(ofAgents.every(({ kind }) => kind !== 'Secret'));
    const text = readFileSync(join(ROOT, 'docs/agents.md'), 'utf8');
    for (const kind of ['Deployment', 'Job', 'StatefulSet'])
      for (const { secret } of podOf(kind).spec.volumes)
        if (secret !== undefined) assert.ok(text.includes(secret.secretName), secret.secretName);
  });

  it('are all that kustomize is given', () => {
    const listed = parseAllDocuments(
      readFileSync(join(AGENTS_FOLDER, 'kustomization.yaml'), 'utf8'),
    )[0]?.toJS() as {
      resources: string[];
    };
    const files = readdirSync(AGENTS_FOLDER).filter((name) => name !== 'kustomization.yaml');
    assert.deepEqual([...listed.resources].sort(), ['../../nats', ...files].sort());
  });
});
