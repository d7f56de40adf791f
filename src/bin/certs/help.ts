/** What `gossipscope certs --help` says below the flags. */

import { EXIT } from '../terminal/exit-codes.ts';

export const CERTS_HELP = `
It writes ca.crt and ca.key, and NAME.crt and NAME.key for each node. A client's
are NAME.client.crt and NAME.client.key. Keys can be read by their owner alone.
Give each node three files: ca.crt, and its own two. Keep ca.key away from them:
whoever has it can be any node.

A certificate names its node and its cluster: a node lets in no other. Called
again with the same --out, it adds nodes to the authority that is there. It
overwrites no file, unless --renew asks for it. A running node takes up renewed
files by itself, within half a minute, or at once on SIGHUP.

To change the authority without a pause: make a new one in another folder and
append its ca.crt to that of every node; give every node a certificate of the
new one; then take the old ca.crt out.

Examples:
  $ gossipscope certs --out certs --cluster demo n1 n2 n3
  $ gossipscope certs --out certs n4=n4.example.org,10.0.0.4
  $ gossipscope certs --out certs --renew --days 30 n1 n2
  $ gossipscope certs --out certs --client backup

Exit codes:
  ${EXIT.ok}    all were made
  ${EXIT.usage}    wrong use
  ${EXIT.failed}    a file is in the way, or cannot be read or written: nothing was made`;
