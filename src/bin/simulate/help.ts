/** What `gossipscope simulate --help` says below the flags. */

import { SCENARIO_HELP } from '../terminal/scenario-help.ts';
import { EXIT_CODES_HELP } from '../terminal/exit-codes.ts';

export const SIMULATE_HELP = `
${SCENARIO_HELP}

The replicas are those of gossipscope node, the network is that of the bench;
only time is virtual, so that nothing depends on the machine: the same seed and
flags give the same report, byte for byte. After each step the simulator looks
into the replica that made it. A run fails where any figure that the nodes
report differs from what was seen.

A swarm draws clusters, networks, strategies, workloads and faults at random.
Each run is first faulty, then healed, and has to end with all replicas equal
and nothing pending. One that fails is shown with the command that runs it
again.

Examples:
  $ gossipscope simulate
  $ gossipscope simulate --nodes 25 --latency 100ms --preset relay-fast
  $ gossipscope simulate --nodes 10000 --strategy rumor-mongering --rate 50 \\
      --duration 2s --read-ratio 0 --scenario normal
  $ gossipscope simulate --strategy rumor-mongering --sweep fanout=1..6
  $ gossipscope simulate --sweep strategy=direct-mail,plumtree,relay \\
      --loss 5% --skew 20ms --restarts 2
  $ gossipscope simulate --loss 1% --repeat 20    (how much a figure varies)
  $ gossipscope simulate --sweep strategy=rumor-mongering,plumtree \\
      --sweep fanout=2..4 --repeat 5
  $ gossipscope simulate --open    (shows the report as a page)
  $ gossipscope simulate --swarm 1000
  $ gossipscope simulate --swarm 2m --seed 7
  $ gossipscope simulate --strategy ./mine.js    (one of your own)
  $ gossipscope simulate --reproduce demers-1    (a published table)

${EXIT_CODES_HELP}

A check fails where a figure is not true, a write was lost, or the cluster did
not settle. Ctrl-C prints what was simulated; a second one ends at once.`;
