/** What `gossipscope exercise --help` says below the flags. */

import { EXIT } from '../terminal/exit-codes.ts';

export const EXERCISE_HELP = `
Without an argument it lists the exercises, each with its set-up and targets.
With one it starts the node that --bin names, runs the published set-up through
the bench, and says of each target whether it is met, with the figure, what it
means, and where to look next. --nemesis adds faults to that. Maelstrom's
services (seq-kv, lin-kv, lww-kv, lin-tso) are there. examples/course/ has nodes
that pass, and some that do not.

Examples:
  $ gossipscope exercise
  $ gossipscope exercise 3d --bin ./my-node
  $ gossipscope exercise 3d --bin examples/course/javascript/broadcast.mjs
  $ gossipscope exercise 3c --bin ./my-node --nemesis kill,one-way
  $ gossipscope exercise 5b --bin ./my-node --duration 2s --json
  $ gossipscope exercise 6c --bin ./my-node --open        (the whole report)

Exit codes:
  ${EXIT.ok}    passed
  ${EXIT.unsound}    not passed
  ${EXIT.usage}    wrong use
  ${EXIT.failed}    the run could not be made: a node died, hung or printed nonsense; or it
       is inconclusive: this machine was too slow to tell
  ${EXIT.interrupted}  interrupted`;
