/** What `gossipscope probe --help` says below the flags. */

import { EXIT } from '../terminal/exit-codes.ts';

export const PROBE_HELP = `
It writes to a store now and then, reads its replicas, and shows Prometheus how
soon a write is visible at each and how often a read is stale, until it is
stopped. It follows a fail-over. What it writes is its own, and is removed when
it ends (docs/stores.md).

With --read-only it writes nothing: it looks at keys that others write, at the
primary and at each replica. A change lies between two looks, so each delay has
a lower and an upper bound. Unseen is what came and went between two looks; the
order of values is that of the looks at the primary; reads of which nobody can
say whether they are stale are counted as undecided. Redis keeps no versions:
there take keys whose values do not come back. No value is shown.

Examples:
  $ gossipscope probe --target redis://127.0.0.1:6379
  $ GOSSIP_TARGET=postgres://probe@db1/app gossipscope probe \\
      --replica postgres://probe@db2/app --metrics-host 0.0.0.0
  $ gossipscope probe --target redis://127.0.0.1:6379 --read-only --key shop:a

Exit codes:
  ${EXIT.ok}    it was stopped
  ${EXIT.usage}    wrong use
  ${EXIT.failed}    it could not begin`;
