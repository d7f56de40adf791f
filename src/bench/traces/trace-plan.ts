/**
 * Whether the bench takes in the traces of its nodes, and what of it the user's `OTEL_*` variables decide. The nodes are
 * pointed at the bench; what arrives there goes on to the collector that the user has configured, if any.
 */

import { tracingConfigured } from '../../observe/tracing/tracing-configured.ts';
import type { Settings } from '../../report/schema/settings-schema.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the user wants traces. */
export interface Collector {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export type TracePlan =
  | { readonly kind: 'none'; readonly warning: string | undefined }
  | {
      readonly kind: 'receive';
      readonly collector: Collector | undefined;
      /** For the nodes. */
      readonly variables: Readonly<Record<string, string>>;
    };

/**
 * Spans that all nodes together make, by default. A write has one at each node. Measured with 25 nodes and 50 writes/s, each
 * costs some 160 µs of CPU, its export and its way into the bench included: at this rate, 8 % of one core.
 */
const SPANS_PER_SEC = 500;
/** Each export costs a request: few, with more spans, disturb the nodes less. */
const EXPORT_INTERVAL_MS = 1_000;

/** How a warning begins. */
export const NO_TRACES = 'the report has no traces: ';

/** What OTLP over HTTP goes to where nothing else is said. */
const DEFAULT_ENDPOINT = 'http://localhost:4318';

export function planTraces(env: Environment, settings: Settings): TracePlan {
  const none = (warning?: string): TracePlan => ({
    kind: 'none',
    warning: warning === undefined ? undefined : NO_TRACES + warning,
  });
  const exporter = valueOf(env, 'OTEL_TRACES_EXPORTER');
  // A stranger would not know what to do with our variables; nobody traces who has switched it off.
  if (settings.bin !== null || exporter === 'none' || isTrue(env['OTEL_SDK_DISABLED'])) return none();
  if (exporter !== undefined && exporter !== 'otlp') return none(`OTEL_TRACES_EXPORTER is ${exporter}`);
  if (valueOf(env, 'OTEL_RESOURCE_ATTRIBUTES')?.includes('service.instance.id=') === true)
    return none('OTEL_RESOURCE_ATTRIBUTES gives every node the same service.instance.id');
  const variables = variablesFor(env, settings);
  if (!tracingConfigured(env)) return { kind: 'receive', collector: undefined, variables };
  const obstacle = obstacleIn(env);
  if (obstacle !== undefined) return none(obstacle);
  return { kind: 'receive', collector: collectorIn(env), variables };
}

/** What makes the nodes export to this endpoint. */
export function exportVariables(endpoint: string): Record<string, string> {
  return {
    OTEL_TRACES_EXPORTER: 'otlp',
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: endpoint,
    OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/json',
    OTEL_EXPORTER_OTLP_TRACES_COMPRESSION: 'none',
  };
}

/** What the user has not set: every write is traced, unless that would be so much that it disturbs what is measured. */
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

/** What the bench could not pass on as the nodes themselves would. */
function obstacleIn(env: Environment): string | undefined {
  const protocol = setting(env, 'PROTOCOL');
  if (protocol !== undefined && !protocol.startsWith('http/'))
    return `the nodes export over ${protocol}, and the bench passes on over HTTP only`;
  if (['CERTIFICATE', 'CLIENT_KEY', 'CLIENT_CERTIFICATE'].some((name) => setting(env, name) !== undefined))
    return 'the nodes export with certificates of OTEL_EXPORTER_OTLP_*, which the bench cannot pass on with';
  const url = collectorIn(env).url;
  return URL.canParse(url) ? undefined : 'OTEL_EXPORTER_OTLP_ENDPOINT is no address of a collector';
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

/** A name and a password in the address go into a header, where `fetch` wants them, and nothing prints them. */
function withoutUser(address: string): Collector {
  if (!URL.canParse(address)) return { url: address, headers: {} };
  const url = new URL(address);
  const user = [url.username, url.password].map(decoded).join(':');
  if (user === ':') return { url: address, headers: {} };
  url.username = url.password = '';
  return { url: url.href, headers: { authorization: `Basic ${Buffer.from(user).toString('base64')}` } };
}

/** As it is where it is not percent-encoded. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** `name=value,name=value`, percent-encoded, as in W3C Baggage. What is malformed is left out, as the SDK does. */
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

/** Of the variables of the OTLP exporter: the one for traces wins. */
function setting(env: Environment, name: string): string | undefined {
  return valueOf(env, `OTEL_EXPORTER_OTLP_TRACES_${name}`) ?? valueOf(env, `OTEL_EXPORTER_OTLP_${name}`);
}

/** Undefined when it is empty, too. */
function valueOf(env: Environment, name: string): string | undefined {
  const value = env[name]?.trim() ?? '';
  return value === '' ? undefined : value;
}

function isTrue(value: string | undefined): boolean {
  return value?.trim().toLowerCase() === 'true';
}
