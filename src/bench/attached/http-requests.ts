/** The client protocol in HTTP: what the bench's clients ask, as requests of the API, and its answers as they expect them. */

import type { RequestBody } from '../../load/workload.ts';
import type { Body } from '../../protocol/envelope.ts';
import { errorBody, type ErrorName } from '../../protocol/errors.ts';
import { NOTHING, type Served } from '../clients/operation.ts';
import { detailIn, type Answer } from './node-api.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly json?: string;
  /** What the node counts when it serves it. */
  readonly counts: Served;
}

const READ: Served = { reads: 1, writes: 0 };
const WRITE: Served = { reads: 0, writes: 1 };

export function httpRequestOf(body: RequestBody, prefix: string): HttpRequest {
  const key = `${prefix}${String(body['key'])}`;
  const path = `/v1/kv/${encodeURIComponent(key)}`;
  switch (body.type) {
    case 'read':
      return { method: 'GET', path, counts: READ };
    case 'write':
    case 'bench_write':
      return { method: 'PUT', path, json: JSON.stringify(body['value']), counts: WRITE };
    case 'delete':
      return { method: 'DELETE', path, counts: WRITE };
    case 'bench_stats':
      return {
        method: 'GET',
        path: `/v1/stats?sketches=${String(body['sketches'] === true)}`,
        counts: NOTHING,
      };
    default:
      throw new Error(`a service is not asked for ${body.type}`);
  }
}

/** The errors that a client tells apart; all else that is no success leaves open what happened. */
const ERRORS: Readonly<Record<number, ErrorName>> = {
  400: 'malformed_request',
  401: 'not_supported',
  403: 'not_supported',
  404: 'key_does_not_exist',
  412: 'precondition_failed',
  413: 'malformed_request',
  414: 'malformed_request',
  429: 'temporarily_unavailable',
  503: 'temporarily_unavailable',
  504: 'timeout',
  507: 'temporarily_unavailable',
};

/** @param nth which of its node's writes it is */
export function bodyOf(request: RequestBody, { status, text }: Answer, nth: number): Body {
  if (status < 200 || status > 299)
    return errorBody(ERRORS[status] ?? 'crash', detailIn(text) ?? `status ${status}`);
  const type = `${request.type}_ok`;
  if (request.type === 'read') return { type, value: JSON.parse(text) as unknown };
  if (request.type === 'bench_stats') return { type, ...(JSON.parse(text) as object) };
  return request.type === 'bench_write' ? { type, write_id: nth } : { type };
}
