/** The OpenAPI document: sound by a maintained linter, and true: it names every route, and every status that was seen. */

import assert from 'node:assert/strict';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { API_ROUTES, API_STATUSES } from '../../../src/observe/metrics/service-metrics.ts';
import { PROBLEMS } from '../../../src/host/serve/api/problems.ts';
import { killServices, ServeProcess } from '../../support/serve-process.ts';

interface Document {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { responses: Readonly<Record<string, unknown>> }>>>
  >;
}

describe('the OpenAPI document', function () {
  this.timeout(30_000);
  let text: string;
  let service: ServeProcess;
  before(async () => {
    service = await ServeProcess.start();
    text = (await service.ask('GET', '/openapi.json')).text;
  });
  after(killServices);

  it('has nothing that a linter objects to', async () => {
    const config = await createConfig({
      extends: ['recommended-strict'],
      // Health has no wrong request.
      rules: { 'operation-4xx-response': 'off' },
    });
    const problems = await lintFromString({ source: text, config });
    assert.deepEqual(
      problems.map(({ ruleId, message, location }) => `${ruleId} ${location[0]?.pointer}: ${message}`),
      [],
    );
  });

  it('names every route of the API, and no other', () => {
    const { paths } = JSON.parse(text) as Document;
    const named = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods)
        .filter((method) => method !== 'head')
        .map((method) => `${method.toUpperCase()} ${path}`),
    );
    assert.deepEqual(named.toSorted(), API_ROUTES.filter((route) => route !== 'other').toSorted());
  });

  it('names the statuses that its routes answer with', async () => {
    const { paths } = JSON.parse(text) as Document;
    const of = (path: string, method: string): string[] =>
      Object.keys(paths[path]?.[method]?.responses ?? {});
    const seen = [
      ['/v1/kv/{key}', 'put', await service.put('x', '1')],
      ['/v1/kv/{key}', 'put', await service.put('x', '1')],
      ['/v1/kv/{key}', 'put', await service.put('x', '{')],
      ['/v1/kv/{key}', 'put', await service.put('x', '1', { 'if-none-match': '*' })],
      ['/v1/kv/{key}', 'get', await service.get('x')],
      ['/v1/kv/{key}', 'get', await service.get('y')],
      ['/v1/kv/{key}', 'delete', await service.delete('x')],
      ['/v1/kv/{key}', 'delete', await service.delete('x')],
      ['/v1/kv', 'get', await service.ask('GET', '/v1/kv?limit=0')],
    ] as const;
    for (const [path, method, { status }] of seen)
      assert.ok(of(path, method).includes(String(status)), `${method} ${path}: ${status}`);
  });

  it('has problems only of statuses that the metrics know', () => {
    const known: readonly string[] = API_STATUSES;
    for (const { status } of Object.values(PROBLEMS)) {
      // Of a request that never was one there is no answer to count.
      if (status !== 408 && status !== 431) assert.ok(known.includes(String(status)), String(status));
    }
  });
});
