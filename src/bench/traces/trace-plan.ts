/**
 * Decides whether the bench receives its nodes' traces, and how the user's `OTEL_*` variables bear on it. The nodes export to the
 * bench, and the bench passes on what it receives to the user's collector, if there is one.
 */

import { tracingConfigured } from '../../observe/tracing/tracing-configured.ts';
import type { Settings } from '../../report/schema/settings-schema.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the user wants traces. */
export interface Collector {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Those that the bench takes in. */
const PROTOCOLS = ['http/json', 'http/protobuf'] as const;
type Protocol = (typeof PROTOCOLS)[number];

export type TracePlan =
  | { readonly kind: 'none'; readonly warning: string | undefined }
  | {
      readonly kind: 'receive';
      readonly collector: Collector | undefined;
      /** How the nodes export: their exports are passed on as they are. */
      readonly protocol: Protocol;
      /** Environment of the nodes. */
      readonly variables: Readonly<Record<string, string>>;
    };

/**
 * Spans that all nodes together make, by default. A write has one at each node. Measured with 25 nodes and 50 writes/s, a span
 * costs some 160 µs of CPU, from its start in the node to its place in the bench: at this rate, 8 % of one core.
 */
const SPANS_PER_SEC = 500;
/** Each export costs a request: a few large ones disturb the nodes less than many small ones. */
const EXPORT_INTERVAL_MS = 1_000;

/** How a warning begins. */
export const NO_TRACES = 'the report has no traces: ';

/** Where OTLP over HTTP goes by default. */
const DEFAULT_ENDPOINT = 'http://localhost:4318';

export function planTraces(env: Environment, settings: Settings): TracePlan {
  const none = (warning?: string): TracePlan => ({
    kind: 'none',
    warning: warning === undefined ? undefined : NO_TRACES + warning,
  });
  const exporter = valueOf(env, 'OTEL_TRACES_EXPORTER');
  // Another program's nodes would not know our variables; and whoever switched tracing off gets none.
  if (settings.bin !== null || exporter === 'none' || isTrue(env['OTEL_SDK_DISABLED'])) return none();
  if (exporter !== undefined && exporter !== 'otlp') return none(`OTEL_TRACES_EXPORTER is ${exporter}`);
  if (valueOf(env, 'OTEL_RESOURCE_ATTRIBUTES')?.includes('service.instance.id=') === true)
    return none('OTEL_RESOURCE_ATTRIBUTES gives every node the same service.instance.id');
  const variables = variablesFor(env, settings);
  const protocol = protocolIn(env);
  if (!tracingConfigured(env)) return { kind: 'receive', collector: undefined, protocol, variables };
  const obstacle = obstacleIn(env);
  if (obstacle !== undefined) return none(obstacle);
  return { kind: 'receive', collector: collectorIn(env), protocol, variables };
}

/** Says where a node exports to. */
export function exportVariableTo(endpoint: string): Record<string, string> {
  return { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: endpoint };
}

/** Variables that make the nodes export to this endpoint. */
export function exportVariables(endpoint: string, protocol: Protocol): Record<string, string> {
  return {
    OTEL_TRACES_EXPORTER: 'otlp',
    ...exportVariableTo(endpoint),
    OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: protocol,
    OTEL_EXPORTER_OTLP_TRACES_COMPRESSION: 'none',
  };
}

/** Fills in what the user has not set. Every write is traced, unless that would disturb what is measured. */
function variablesFor(
  env: Environment,
  { nodes, ratePerSec, readRatio }: Settings,
): Readonly<Record<string, string>> {
  const variables: Record<string, string> = {};
  if (valueOf(env, 'OTEL_BSP_SCHEDULE_DELAY') === undefined)
    variables['OTEL_BSP_SCHEDULE_DELAY'] = String(EXPORT_INTERVAL_MS);
  const ratio = SPANS_PER_SEC / (ratePerSec * (1 - readRatio) * nodes);
  if (valueOf(env, 'OTEL_TRACES_SAMPLER') === undefined && ratio < 1) {
    variables['OTEL_TRACES_SAMPLER'] = 'parentbased_traceidratio';
    variables['OTEL_TRACES_SAMPLER_ARG'] = ratio.toPrecision(3);
  }
  return variables;
}

/** Why the bench could not pass on traces as the nodes would send them themselves; undefined if it can. */
function obstacleIn(env: Environment): string | undefined {
  const protocol = setting(env, 'PROTOCOL');
  if (protocol === 'grpc') return 'the nodes export over grpc, and the bench passes on over HTTP only';
  if (protocol !== undefined && !PROTOCOLS.some((known) => known === protocol))
    return `${protocol}, the protocol of OTEL_EXPORTER_OTLP_*, is unknown: choose from ${PROTOCOLS.join(', ')}`;
  if (['CERTIFICATE', 'CLIENT_KEY', 'CLIENT_CERTIFICATE'].some((name) => setting(env, name) !== undefined))
    return 'the nodes export with certificates of OTEL_EXPORTER_OTLP_*, which the bench cannot pass on with';
  const url = collectorIn(env).url;
  return URL.canParse(url) ? undefined : 'OTEL_EXPORTER_OTLP_ENDPOINT is no address of a collector';
}

/** As the SDK decides: protobuf unless the user says JSON. */
function protocolIn(env: Environment): Protocol {
  return setting(env, 'PROTOCOL') === 'http/json' ? 'http/json' : 'http/protobuf';
}

function collectorIn(env: Environment): Collector {
  const base = valueOf(env, 'OTEL_EXPORTER_OTLP_ENDPOINT') ?? DEFAULT_ENDPOINT;
  const address =
    valueOf(env, 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT') ?? `${base.replace(/\/$/, '')}/v1/traces`;
  const { url, headers } = withoutUser(address);
  return {
    url,
    headers: {
      ...headers,
      ...headersIn(valueOf(env, 'OTEL_EXPORTER_OTLP_HEADERS')),
      ...headersIn(valueOf(env, 'OTEL_EXPORTER_OTLP_TRACES_HEADERS')),
    },
  };
}

/** Moves a name and a password from the address into a header: `fetch` wants them there, and nothing prints them. */
function withoutUser(address: string): Collector {
  if (!URL.canParse(address)) return { url: address, headers: {} };
  const url = new URL(address);
  const user = [url.username, url.password].map(decoded).join(':');
  if (user === ':') return { url: address, headers: {} };
  url.username = url.password = '';
  return { url: url.href, headers: { authorization: `Basic ${Buffer.from(user).toString('base64')}` } };
}

/** Unchanged if it is not percent-encoded. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** `name=value,name=value`, percent-encoded, as in W3C Baggage. Malformed pairs are left out, as the SDK does. */
function headersIn(text = ''): Record<string, string> {
  const pairs = text.split(',').flatMap((pair) => {
    const [name = '', ...rest] = pair.split('=');
    try {
      return name.trim() === '' || rest.length === 0
        ? []
        : [[name.trim(), decodeURIComponent(rest.join('=').trim())] as const];
    } catch {
      return [];
    }
  });
  return Object.fromEntries(pairs);
}

/** A variable of the OTLP exporter: the one for traces wins over the general one. */
function setting(env: Environment, name: string): string | undefined {
  return valueOf(env, `OTEL_EXPORTER_OTLP_TRACES_${name}`) ?? valueOf(env, `OTEL_EXPORTER_OTLP_${name}`);
}

/** Undefined also when it is empty. */
function valueOf(env: Environment, name: string): string | undefined {
  const value = env[name]?.trim() ?? '';
  return value === '' ? undefined : value;
}

function isTrue(value: string | undefined): boolean {
  return value?.trim().toLowerCase() === 'true';
}
