/** From OpenMetrics to the older text format: names of counters, no exemplars, nothing that only OpenMetrics knows. */

import assert from 'node:assert/strict';
import { prefersTextFormat, toTextFormat } from '../../../src/observe/metrics/text-format.ts';

describe('the older text format', () => {
  it('is made of OpenMetrics', () => {
    const openMetrics = [
      '# HELP ops Operations, # of them',
      '# TYPE ops counter',
      '# UNIT ops seconds',
      'ops_total{op="a # b",text="\\" } 5 # {"} 7',
      '# HELP took How long it took',
      '# TYPE took histogram',
      'took_bucket{le="0.1"} 3 # {trace_id="0af7651916cd43dd8448eb211c80319c"} 0.05 1764132110.5',
      'took_sum 1e-7',
      '# TYPE build info',
      'build_info{version="1"} 1',
      '# EOF',
      '',
    ].join('\n');
    assert.deepEqual(toTextFormat(openMetrics).split('\n'), [
      '# HELP ops_total Operations, # of them',
      '# TYPE ops_total counter',
      'ops_total{op="a # b",text="\\" } 5 # {"} 7',
      '# HELP took How long it took',
      '# TYPE took histogram',
      'took_bucket{le="0.1"} 3',
      'took_sum 1e-7',
      '# TYPE build_info gauge',
      'build_info{version="1"} 1',
      '',
    ]);
  });

  it('knows of states and of what it does not know only the values', () => {
    const lines = [
      '# TYPE up stateset',
      'up{up="on"} 1',
      '# HELP odd unknown',
      '# TYPE odd unknown',
      'odd 3 # {a="b"} 3',
      '# TYPE n_total counter',
    ];
    assert.deepEqual(toTextFormat(lines.join('\n')).split('\n'), [
      ...['# TYPE up gauge', 'up{up="on"} 1', '# HELP odd unknown', '# TYPE odd untyped', 'odd 3'],
      '# TYPE n_total counter',
    ]);
  });

  it('takes what only looks like metadata, or like no sample at all, as it is', () => {
    const lines = [
      '# TYPE n counter',
      'n_total{text="# TYPE n gauge"} 1',
      '# HELP n Things',
      '{odd 3 # {a="b"} 3',
    ];
    assert.deepEqual(toTextFormat(lines.join('\n')).split('\n'), [
      '# TYPE n_total counter',
      'n_total{text="# TYPE n gauge"} 1',
      '# HELP n_total Things',
      '{odd 3 # {a="b"} 3',
    ]);
  });
});

describe('who asks for metrics', () => {
  it('gets OpenMetrics, unless plain text is preferred', () => {
    const open = 'application/openmetrics-text';
    for (const [accept, isText] of [
      [undefined, false],
      ['', false],
      ['*/*', false],
      ['text/plain', true],
      ['TEXT/Plain ; Q=0.5', true],
      ['text/*', true],
      ['application/*', false],
      [`${open};q=0.5, text/plain;q=0.4`, false],
      [`${open};q=0.5, text/plain;q=0.6`, true],
      [`${open};q=0.5, text/plain;q=0.5`, false],
      [`${open};version=1.0.0;q=0.2, text/*;q=0.1, */*;q=0.3`, false],
      [`${open};q=0, */*`, true],
      [`text/plain;q=0, text/*, ${open};q=0.1`, false],
      ['text/plain;q=x', false],
    ] as const)
      assert.equal(prefersTextFormat(accept), isText, accept);
  });
});
