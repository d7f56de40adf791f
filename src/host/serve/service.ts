/**
 * A service: the node, its transport and its API, started in this order and ended in the other one.
 *
 * Begin here. `serve-host.ts` makes the steps, `api/` is what clients see, `access/` who may, `settings.ts` names every limit.
 */

import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import type { Server as TlsServer } from 'node:tls';
import type { FastifyInstance } from 'fastify';
import { incarnationAt } from '../../core/store/dot.ts';
import { ServiceMetrics } from '../../observe/metrics/service-metrics.ts';
import { addressText, type HostPort } from '../../transport/address.ts';
import { createTransport } from '../../transport/create.ts';
import type { Transport } from '../../transport/transport.ts';
import type { Body } from '../../protocol/envelope.ts';
import type { WireDots } from '../../protocol/gossip.ts';
import { BEGIN } from '../../workload/membership.ts';
import { Server } from '../../workload/server.ts';
import { now } from '../clock.ts';
import { keepIn, type Keeping } from '../keep-in.ts';
import { Observers } from '../observers.ts';
import { readTokens, type Tokens } from './access/tokens.ts';
import { WatchedFiles } from './access/watched-files.ts';
import { ApiCounts } from './api-counts.ts';
import { readCertificate } from './api-tls.ts';
import { createApi } from './api/api.ts';
import { addBackupRoute } from './api/routes/backup.ts';
import { addFaultRoutes } from './api/routes/faults.ts';
import { addKvRoutes } from './api/routes/kv.ts';
import { addListRoutes } from './api/routes/list.ts';
import { addMemberRoutes } from './api/routes/members.ts';
import { addMeasureRoutes } from './api/routes/measures.ts';
import { addWatchRoute } from './api/routes/watch.ts';
import { Watchers } from './api/watchers.ts';
import { Capacity } from './capacity.ts';
import { breakable } from './faults/breakable.ts';
import type { Faults } from './faults/faults.ts';
import { readingsOf } from './readings.ts';
import { ServeError } from './serve-error.ts';
import { ServeHost } from './serve-host.ts';
import { changesMembers, othersOf, ownAddress, type ServeSettings } from './settings.ts';
import { writeUnmerged } from './unmerged.ts';
import { transportSettingsOf } from './transport-settings.ts';

/** What lives and dies with the process, beside what is passed on at once. */
interface Parts {
  readonly settings: ServeSettings;
  readonly observers: Observers;
  readonly transport: Transport;
  readonly host: ServeHost;
  readonly counts: ApiCounts;
  readonly keeping: Keeping | undefined;
  /** Undefined: nobody may inject any. */
  readonly faults: Faults | undefined;
}

/** A node that reaches no peer for so long serves what it has. */
const ALONE_AFTER_MS = 10_000;

/** How often a node that ends looks whether its writes have arrived everywhere. */
const HAND_OVER_LOOK_MS = 10;

export class Service {
  readonly #parts: Parts;
  #tokens: Tokens | undefined;
  #api: FastifyInstance | undefined;
  #files: WatchedFiles | undefined;
  #watchers: Watchers | undefined;
  #isDraining = false;
  readonly #aloneUntilMs = performance.now() + ALONE_AFTER_MS;

  private constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** @throws {ServeError | TransportError} one line that says what is wrong and what to do */
  static async start(settings: ServeSettings, version: string): Promise<Service> {
    const observers = observersOf(settings, version);
    const { transport, faults } = breakable(
      await createTransport(transportSettingsOf(settings, (text) => observers.log.warn(text))),
      settings,
      observers.log,
    );
    const asked = othersOf(settings);
    transport.setPeers(settings.peers, asked);
    const { cluster, seed, bounds, data, durability, ...others } = settings;
    const gossip = { ...others, topology: 'full' } as const;
    const hasViews = changesMembers(settings);
    const keeping =
      data === undefined
        ? undefined
        : await keepIn(data, { durability, cluster, gossip, hasViews, bounds, observers });
    const server = new Server({
      ...{ gossip, workload: 'kv', seed, bounds, traceIds: observers.traceIds },
      ...{ kept: keeping?.keeper, hasViews },
      // When it began: a life must never take up the dots of another.
      incarnation: incarnationAt(now()),
    });
    const metrics = new ServiceMetrics();
    const counts = new ApiCounts(metrics);
    const kept = keeping && { keep: keeping.keep, commit: keeping.keeper.commit.bind(keeping.keeper) };
    const fenced = (unmerged: readonly WireDots[]): void => {
      if (data === undefined || unmerged.length === 0) return;
      try {
        const file = writeUnmerged(data, server, unmerged);
        observers.log.error('writes that only this node has are listed', { file });
      } catch (error) {
        // Nothing of this step is kept yet: the next process hears of it again.
        process.stderr.write(`error: ${(error as Error).message}\n`);
        process.exit(1);
      }
    };
    const host = new ServeHost({
      server,
      telemetry: observers,
      transport,
      kept,
      others: asked,
      fenced,
    });
    keeping?.serve(server);
    const service = new Service({ settings, observers, transport, host, counts, keeping, faults });
    await service.#open(version, metrics);
    return service;
  }

  async #open(version: string, metrics: ServiceMetrics): Promise<void> {
    const { settings, host, transport, counts, observers, faults } = this.#parts;
    const { tokens, apiCert, apiKey } = settings;
    if (tokens !== undefined) this.#tokens = readTokens(tokens);
    const tls = apiCert === undefined || apiKey === undefined ? undefined : readCertificate(apiCert, apiKey);
    await host.start(beginningOf(settings));
    const registry = (await observers.metrics)?.registry;
    if (registry === undefined) throw new Error('an initialised node has its metrics');
    metrics.register(registry, readingsOf(counts, transport, faults));
    const { limits } = settings;
    const api = await createApi({
      limits,
      tls,
      tokens: () => this.#tokens,
      counts,
      log: observers.log,
      version,
    });
    const capacity = new Capacity(
      limits,
      () => host.keys,
      (limit) => counts.refused(limit),
    );
    addKvRoutes(api, { host, capacity, limits });
    addListRoutes(api, host);
    addBackupRoute(api, host, { cluster: settings.cluster, node: settings.node });
    const watchers: Watchers = new Watchers(limits, counts, randomUUID(), () =>
      host.watch((changes) => watchers.publish(changes)),
    );
    this.#watchers = watchers;
    addWatchRoute(api, watchers, counts);
    addMemberRoutes(api, { host, cluster: settings.cluster });
    addFaultRoutes(api, faults);
    addMeasureRoutes(api, { host, metrics: () => registry.metrics(), notReady: () => this.#notReady() });
    this.#api = api;
    await listen(api, settings.api);
    this.#watchFiles();
    observers.log.info('ready', {
      api: urlOf(api, settings),
      transport: transport.kind,
      listens: transport.address,
    });
  }

  #notReady(): string | undefined {
    if (this.#isDraining) return 'the node is shutting down: ask another one';
    const { host, transport } = this.#parts;
    const why = host.notServing;
    if (why !== undefined) return why;
    if (!host.isCaughtUp) {
      const isAlone = transport.states().every(({ connected }) => !connected);
      if (!isAlone) return 'the node is still getting what its peers hold';
      if (performance.now() < this.#aloneUntilMs) return 'the node has not reached any of its peers yet';
    }
    return host.isClockWrong
      ? 'the clock of this node is wrong, and it refuses writes: set the clock and start the node again'
      : undefined;
  }

  #watchFiles(): void {
    const { tokens, apiCert, apiKey } = this.#parts.settings;
    const paths = [tokens, apiCert, apiKey].filter((path) => path !== undefined);
    this.#files = new WatchedFiles(paths, () => void this.reload());
  }

  /** Reads tokens and certificates again. What cannot be used is told, and what was in use before stays in use. */
  async reload(): Promise<void> {
    const { settings, observers, transport } = this.#parts;
    const { tokens, apiCert, apiKey } = settings;
    const attempt = async (what: string, read: () => unknown): Promise<void> => {
      try {
        await read();
        observers.log.info(`${what} read again`);
      } catch (error) {
        observers.log.error(`${what} not read again: those before stay in use`, {
          reason: (error as Error).message,
        });
      }
    };
    if (tokens !== undefined) await attempt('tokens', () => (this.#tokens = readTokens(tokens)));
    if (apiCert !== undefined && apiKey !== undefined)
      await attempt('certificate of the API', () => this.#useCertificate(apiCert, apiKey));
    await attempt('credentials of the transport', () => transport.reload());
  }

  #useCertificate(certPath: string, keyPath: string): void {
    // An API with a certificate has a server of this kind.
    const server = this.#api?.server as TlsServer | undefined;
    server?.setSecureContext(readCertificate(certPath, keyPath));
  }

  /** Balancers are told first; then requests under way are answered, peers get what waits for them, and spans are flushed. */
  async drain(reason: string): Promise<void> {
    const { settings, observers, transport, host, keeping, faults } = this.#parts;
    const { drainDelayMs, drainMs } = settings;
    this.#isDraining = true;
    observers.log.info('draining', { reason });
    faults?.end('the node is shutting down');
    await pause(drainDelayMs);
    this.#files?.close();
    this.#watchers?.close();
    if (this.#api !== undefined) await closeWithin(this.#api, drainMs);
    await this.#handOver(performance.now() + drainMs);
    await transport.close(drainMs);
    host.stop();
    keeping?.keeper.close();
    await observers.close();
    observers.log.info('ended');
  }

  /** What was accepted here gathers for a moment before it leaves, and a node that keeps it in memory takes it along when it goes. */
  async #handOver(untilMs: number): Promise<void> {
    const { host, transport } = this.#parts;
    const isHeard = (): boolean => transport.states().some(({ connected }) => connected);
    while (host.pending > 0 && isHeard() && performance.now() < untilMs) await pause(HAND_OVER_LOOK_MS);
  }
}

/** How the node begins, in the client protocol. */
function beginningOf(settings: ServeSettings): Body {
  const { node, peers, isFounder } = settings;
  if (!changesMembers(settings))
    return { type: 'init', node_id: node, node_ids: peers.map((peer) => peer.node) };
  const seeds = othersOf(settings).map((peer) => peer.node);
  return { type: BEGIN, node_id: node, founds_alone: isFounder, seeds, address: ownAddress(settings) };
}

function observersOf(settings: ServeSettings, version: string): Observers {
  return new Observers(
    { ...settings, topology: 'full', workload: 'kv', metricsHost: '', metricsPort: 0 },
    version,
    false,
  );
}

async function listen(api: FastifyInstance, at: HostPort): Promise<void> {
  try {
    await api.listen({ ...at });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === 'EADDRINUSE' ? 'the port is taken' : message;
    throw new ServeError(
      `the API cannot listen on ${addressText(at)}: ${why}; choose another address with --api`,
    );
  }
}

function urlOf(api: FastifyInstance, { apiCert }: ServeSettings): string {
  const { address: host, port } = api.server.address() as AddressInfo;
  return `${apiCert === undefined ? 'http' : 'https'}://${addressText({ host, port })}`;
}

/** Requests that take longer are cut off. */
async function closeWithin(api: FastifyInstance, limitMs: number): Promise<void> {
  const timer = setTimeout(() => api.server.closeAllConnections(), limitMs);
  await api.close();
  clearTimeout(timer);
}
