/**
 * Who is let in: a request needs a token that has the role of its route, unless the service runs without tokens, and it must not be
 * one too many. Each route has a hook of its own that does it, and counts: to ask a request for its route costs more than the hook.
 */

import type { FastifyInstance, FastifyRequest, onRequestHookHandler } from 'fastify';
import type { ApiRoute } from '../../../observe/metrics/service-metrics.ts';
import type { RateLimiter } from '../access/rate-limiter.ts';
import type { Holder, Role, Tokens } from '../access/tokens.ts';
import type { ApiCounts } from '../api-counts.ts';
import { Problem } from './problems.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a token needs one of; without it, everybody is let in, as often as they like. */
    readonly roles?: readonly Role[];
    /** The route's place in the metrics: method and template, never a key. */
    readonly route?: ApiRoute;
  }
  interface FastifyRequest {
    /** Whose token it is; undefined without tokens. */
    holder: Holder | undefined;
  }
}

export interface AdmissionOptions {
  /** Those that count now; undefined: the service runs without. */
  readonly tokens: () => Tokens | undefined;
  readonly rates: RateLimiter;
  readonly counts: ApiCounts;
}

const BEARER = /^Bearer +([^\s]+) *$/i;
const CHALLENGE = { 'www-authenticate': 'Bearer realm="gossipscope"' };
const RETRY = { 'retry-after': '1' };

/** Before the routes are declared. */
export function admitHolders(api: FastifyInstance, options: AdmissionOptions): void {
  api.decorateRequest('holder', undefined);
  api.addHook('onRoute', (route) => {
    route.onRequest = admission(route.config?.route ?? 'other', route.config?.roles, options);
  });
}

function admission(
  route: ApiRoute,
  roles: readonly Role[] | undefined,
  options: AdmissionOptions,
): onRequestHookHandler {
  return (request, reply, done) => {
    options.counts.began(request.raw, reply.raw, route, () => {
      try {
        if (roles !== undefined) letIn(request, roles, options);
        done();
      } catch (error) {
        done(error as Error);
      }
    });
  };
}

/** @throws {Problem} unauthenticated, forbidden, too_many_requests */
function letIn(
  request: FastifyRequest,
  roles: readonly Role[],
  { tokens, rates, counts }: AdmissionOptions,
): void {
  const holder = admit(request, roles, tokens());
  request.holder = holder;
  if (rates.admits(holder === undefined ? (request.raw.socket.remoteAddress ?? '') : holder.name)) return;
  counts.refused('rate');
  throw new Problem(
    'too_many_requests',
    `more than ${rates.perSec} requests a second: see Retry-After`,
    RETRY,
  );
}

/** @throws {Problem} unauthenticated, forbidden */
function admit(
  request: FastifyRequest,
  roles: readonly Role[],
  tokens: Tokens | undefined,
): Holder | undefined {
  if (tokens === undefined) return undefined;
  const [, token] = BEARER.exec(request.headers.authorization ?? '') ?? [];
  if (token === undefined)
    throw new Problem(
      'unauthenticated',
      'send a token of this service: Authorization: Bearer TOKEN',
      CHALLENGE,
    );
  const holder = tokens.holderOf(token);
  if (holder === undefined)
    throw new Problem(
      'unauthenticated',
      'the token is none of this service: it may have been replaced, or cut short',
      CHALLENGE,
    );
  if (roles.some((role) => holder.roles.has(role))) return holder;
  throw new Problem(
    'forbidden',
    `token ${holder.name} has the roles ${[...holder.roles].join(', ')}, and this needs ${roles.join(' or ')}`,
  );
}
