/** From OpenMetrics to the older text format: names of counters, no exemplars, nothing that only OpenMetrics knows. */

import assert from 'node:assert/strict';
import { toTextFormat } from '../../../src/observe/metrics/text-format.ts';

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
});
