/** Traces say of the process what OpenTelemetry's variables ask for, and never its command line. */

import assert from 'node:assert/strict';
import { resourceDetectors } from '../../../src/observe/tracing/resource-detectors.ts';

const VARIABLE = 'OTEL_NODE_RESOURCE_DETECTORS';

describe('the detectors of resources', () => {
  const before = process.env[VARIABLE];
  afterEach(() => {
    if (before === undefined) Reflect.deleteProperty(process.env, VARIABLE);
    else process.env[VARIABLE] = before;
  });
  const detected = (names: string): { readonly found: string[]; readonly complaints: string[] } => {
    process.env[VARIABLE] = names;
    const complaints: string[] = [];
    const all = resourceDetectors((text) => complaints.push(text)).map(
      (one) => one.detect().attributes ?? {},
    );
    return { found: all.flatMap((attributes) => Object.keys(attributes)), complaints };
  };

  for (const names of ['', 'process', 'all', ' host , process'])
    it(`leave out the command line: "${names}"`, () => {
      const { found } = detected(names);
      assert.ok(found.includes('process.pid'));
      assert.deepEqual(found.filter((name) => /args|line/.test(name)), []); // oxfmt-ignore
    });

  it('are those that are named, or none, and others are complained of', () => {
    assert.deepEqual(detected('none'), { found: [], complaints: [] });
    assert.ok(!detected('host').found.includes('process.pid'));
    assert.ok(detected('all').found.includes('os.type'));
    assert.ok(!detected('').found.includes('os.type'));
    const { found, complaints } = detected('prozess,constructor');
    assert.deepEqual(found, []);
    assert.match(complaints.join('\n'), /"prozess", choose of env, host[^]*"constructor"/);
  });
});
