/** What `gossipscope bench --help` says below the flags. */

import { SCENARIO_HELP } from '../terminal/scenario-help.ts';
import { EXIT_CODES_HELP } from '../terminal/exit-codes.ts';

export const BENCH_HELP = `
${SCENARIO_HELP}

What it does, for each scenario: starts the nodes, routes every message between
them through a simulated network in real time, starts operations on schedule
(latency counts from the scheduled time), heals the network, waits until the
cluster has settled, asks the nodes what they measured, reads everything at
every node, and compares all of that with what it saw itself. What a workload
promises is judged by the rules of Maelstrom's checkers. While it runs, one
address (printed on stderr) shows the metrics of all nodes and of the bench.

It traces its nodes, so that report.html shows the slowest writes with the tree
along which each spread. A collector named by OTEL_EXPORTER_OTLP_ENDPOINT gets
every span, too. Beyond 500 spans a second writes are sampled, unless
OTEL_TRACES_SAMPLER says how. Trace contexts are bytes of messages, shown by
themselves; OTEL_TRACES_EXPORTER=none does without.

With --attach it starts nothing: it measures a cluster of gossipscope serve that
runs, over the API of every member, with 20 operations a second unless --rate
says otherwise, and deletes its keys in the end. Cuts, --latency and --loss are
injected by the nodes themselves, where they allow it (serve --allow-faults).

With --target it runs no nodes: it writes to a store (Redis, PostgreSQL, etcd,
NATS KV and others), reads its replicas, and says how soon a write is visible at
each and how often a read is stale. --link passes a port on to a server, and is
what a scenario cuts. What it writes is its own, and is removed at the end
(docs/stores.md).

Examples:
  $ gossipscope bench
  $ gossipscope bench --nodes 25 --latency 100ms --scenario normal
  $ gossipscope bench --partition ring --loss 1% --out results
  $ gossipscope bench --config results/report.json --strategy direct-mail
  $ gossipscope bench --open    (shows the report as a page)
  $ gossipscope bench --json | jq '.runs[].observedConvergenceMs.p99'
  $ gossipscope bench --scenario kill            (kills a node, starts another)
  $ gossipscope bench --partition one-way --restarts 2 --fault-time 500ms
  $ gossipscope bench --strategy all --scenario normal    (one row each)
  $ gossipscope bench --repeat 5         (median and range over five seeds)
  $ gossipscope bench --nodes 25 --latency 100ms --preset relay-fast
  $ gossipscope bench --forever --partition-every 60s     (for dashboards)
  $ gossipscope bench -- --flush-interval 50ms    (after --: for every node)
  $ gossipscope bench --workload broadcast --bin ./maelstrom/demo/js/gossip.js
  $ gossipscope bench --workload txn-rw-register --scenario partition
  $ gossipscope bench --attach https://n1:8080,https://n2:8080,https://n3:8080 \\
      --ca certs/ca.crt --token-file token --scenario partition
  $ gossipscope bench --cas-ratio 50% --keys 10    (half of the writes compare)
  $ gossipscope bench --target redis://127.0.0.1:6379 --sweep wait=0,2
  $ gossipscope bench --nodes 40 --agents nats://127.0.0.1:4222   (on agents)

${EXIT_CODES_HELP}

A check fails where a write was lost, an answer broke a rule of the workload, or
the cluster did not settle; what a node lost that the run itself had killed is
no failure, but is counted. A run cannot be made where a node dies, hangs, does
not answer or prints what is no message. Ctrl-C prints what was measured (and is
how --forever ends well, with 0); a second one ends at once.`;
