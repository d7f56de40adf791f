/** Reading and joining scrape pages: what comes out must be one valid page in which nothing is lost. */

import assert from 'node:assert/strict';
import { joinPages, parseSamples, valueOf } from '../../../src/bench/accounts/exposition.ts';

const PAGE = `# HELP gossip_writes Writes.
# TYPE gossip_writes counter
gossip_writes_total 3
# HELP gossip_node_info Info.
# TYPE gossip_node_info gauge
gossip_node_info{node="n1",workload="kv"} 1
# HELP gossip_convergence_seconds Time.
# TYPE gossip_convergence_seconds histogram
gossip_convergence_seconds_bucket{le="0.1"} 2 # {trace_id="a}b{c"} 0.05 1.5
gossip_convergence_seconds_bucket{le="+Inf"} 3
gossip_convergence_seconds_sum 0.4
gossip_convergence_seconds_count 3
# EOF
`;

describe('a scrape page', () => {
  it('is read sample by sample, exemplars aside', () => {
    const samples = parseSamples(PAGE);
    assert.equal(samples.length, 6);
    assert.equal(valueOf(samples, 'gossip_writes_total'), 3);
    assert.equal(valueOf(samples, 'gossip_node_info', { workload: 'kv' }), 1);
    assert.equal(valueOf(samples, 'gossip_node_info', { workload: 'other' }), 0);
    assert.equal(valueOf(samples, 'gossip_convergence_seconds_bucket', { le: '+Inf' }), 3);
  });

  it('may have any text in a label', () => {
    const [sample] = parseSamples(String.raw`a{x="1}, y=\"2\"\n",z="\\"} 7`);
    assert.deepEqual(sample, { name: 'a', labels: { x: '1}, y="2"\n', z: '\\' }, value: 7 });
  });
});

describe('joined pages', () => {
  const other = PAGE.replace('_total 3', '_total 5').replace('node="n1"', 'node="n2"');
  const bench = '# HELP gossip_bench_up Up.\n# TYPE gossip_bench_up gauge\ngossip_bench_up 1\n# EOF\n';
  const page = joinPages(
    new Map([
      ['', bench],
      ['n1', PAGE],
      ['n2', other],
    ]),
  );
  const lines = page.trimEnd().split('\n');

  it('mark each sample with its node, once', () => {
    assert.ok(lines.includes('gossip_writes_total{node="n1"} 3'));
    assert.ok(lines.includes('gossip_writes_total{node="n2"} 5'));
    assert.ok(lines.includes('gossip_node_info{node="n2",workload="kv"} 1'));
    assert.ok(lines.includes('gossip_bench_up 1'));
    const exemplar = 'gossip_convergence_seconds_bucket{node="n1",le="0.1"} 2 # {trace_id="a}b{c"} 0.05 1.5';
    assert.ok(lines.includes(exemplar));
  });

  it('keep a family together under one header, and end once', () => {
    assert.equal(lines.filter((line) => line === '# TYPE gossip_writes counter').length, 1);
    const families = lines
      .filter((line) => !line.startsWith('#'))
      .map((line) => /^[a-z_]+?(?=_(total|bucket|sum|count)\b|[{ ])/.exec(line)?.[0]);
    const runs = families.filter((family, index) => family !== families[index - 1]);
    assert.equal(runs.length, new Set(runs).size, 'no family comes twice');
    assert.equal(lines.filter((line) => line === '# EOF').length, 1);
    assert.equal(lines.at(-1), '# EOF');
  });
});
