/** What `gossipscope members --help` says below the flags. */

import { EXIT } from '../terminal/exit-codes.ts';

export const MEMBERS_HELP = `
Actions:
  list          who is a member, as the node at --api knows it (the default)
  leave NODE    NODE stops serving, brings what it accepted to the others, and
                goes; end its process when it is listed no more
  remove NODE   for a node that is gone for good. What only it had is lost: if
                it comes back with its data it is refused, and lists what only
                it has

Nobody is added here. A node joins by itself:
  $ gossipscope serve --node n4 --join n1=10.0.0.1:7400 \\
      --address 10.0.0.4:7400 …
Started again without its data it takes the place of its former life, by itself
too; started with its data it goes on as the member that it was.

A change takes effect when most of the active members accept it; where too few
of them answer it is refused, and nothing has changed. With --force it is made
at one node without asking: only where the others are gone for good. If they are
not, there are two clusters from then on.

States: joining (takes in what there is), active (serves, has a vote), leaving.

Examples:
  $ gossipscope members --api https://127.0.0.1:8081 --ca certs/ca.crt
  $ gossipscope members leave n2 --api https://n1:8080 --token-file token
  $ gossipscope members remove n3 --api http://127.0.0.1:8080 --json

Exit codes:
  ${EXIT.ok}    it is listed, or the change took effect
  ${EXIT.unsound}    the change was refused, or nobody can tell whether it will take effect
  ${EXIT.usage}    wrong use
  ${EXIT.failed}    the node cannot be asked, or does not let you`;
