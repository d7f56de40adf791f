/** What `gossipscope swim --help` says below the flags. */

import { EXIT } from '../terminal/exit-codes.ts';

export const SWIM_HELP = `
Prints two tables as Markdown. Times are in periods of the protocol, from the
beginning of the period in which a member fails; false suspicions and failures
are of live members, for each node and minute. In the second table, 4 of 100
nodes are slow: messages to and from them lie about for 8 s, again and again.
What is false there is said of the 96 others; slow ones have their own column.
docs/failure-detection.md says how to read them. The same seed gives the same
tables. All cells take some minutes; of the largest clusters, most of them.

Examples:
  $ gossipscope swim
  $ gossipscope swim --nodes 10,30 --loss 0,1%,10%
  $ gossipscope swim --replicas --nodes 10,100

Exit codes:
  ${EXIT.ok}    measured
  ${EXIT.usage}    wrong use`;
