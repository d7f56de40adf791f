/** What `gossipscope agent --help` says below the flags. */

import { EXIT } from '../terminal/exit-codes.ts';

export const AGENT_HELP = `
It simulates for gossipscope simulate and gossipscope tune, where these are
given --agents with the same NATS server, which needs JetStream. Any number of
agents share the work; no result depends on how many there are, or on what
becomes of them. An agent works only for the same build of gossipscope as its
own.

It also runs the nodes of gossipscope bench, where that is given --agents: our
own, and programs that --allow-bin names, up to --max-nodes (docs/hosting.md).
Benches start processes with this agent's rights: 0 forbids it.

Every flag can be set by the variable beside it; a flag wins. The first Ctrl-C
gives back what is not finished, the second ends at once.

Examples:
  $ nats-server --jetstream --store_dir /var/lib/nats --addr 127.0.0.1
  $ gossipscope agent --nats nats://127.0.0.1:4222
  $ gossipscope simulate --swarm 20000 --agents nats://127.0.0.1:4222
  $ gossipscope bench --nodes 40 --agents nats://127.0.0.1:4222

Beyond one machine, with TLS and rights of its own (docs/agents.md):
  $ gossipscope agent --nats nats.example.org --ca ca.crt \\
      --cert a1.crt --key a1.key

Exit codes:
  ${EXIT.ok}    it was stopped
  ${EXIT.usage}    wrong use
  ${EXIT.failed}    it could not work`;
