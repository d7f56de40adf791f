/** What `gossipscope backup --help` and `gossipscope restore --help` say below the flags. */

import { EXIT } from '../terminal/exit-codes.ts';

const CODES = `Exit codes:
  ${EXIT.ok}    done
  ${EXIT.usage}    wrong use
  ${EXIT.failed}    it could not be done, for the reason that is said`;

export const BACKUP_HELP = `
It has all keys as this node held them at one moment, near its end, whatever is
written meanwhile. What other nodes have accepted just before may be missing.
A file that is there is whole: it gets its name when the last line has come.

Example:
  $ gossipscope backup monday.ndjson --api https://n1:8080 --ca certs/ca.crt \\
      --token-file reader

${CODES}`;

export const RESTORE_HELP = `
The values are written as new writes: they get versions of this cluster, spread,
and are measured like any other. The file is read as a whole first: where it is
damaged, nothing is written. Start a cluster that holds nothing, or give --over.
What ended half way can be done again, with --over.

Example:
  $ gossipscope restore monday.ndjson --api https://n1:8080 --ca certs/ca.crt \\
      --token-file writer

${CODES}`;
