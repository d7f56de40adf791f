/** What `gossipscope compare --help` says below the flags. */

import { MEASURES } from '../../report/measures/measures.ts';
import { EXIT } from '../terminal/exit-codes.ts';

export const COMPARE_HELP = `
The first report is held against each of the others; a folder stands for the
reports in it, in the order of their names. Reports of bench and of simulate can
be compared, of this version of the schema and the one before. Runs are matched
by scenario and by what a sweep gave them.

A change is sure where both reports repeated the run (--repeat) and the 95 %
interval of the difference does not hold 0 (Student's t on pairs where the seeds
are the same, Welch's t otherwise). So one figure in twenty that did not change
still seems to have. A change that is sure breaks a threshold, and so does one
of single runs, of which nobody can tell.

Thresholds: 'convergence.p99>+10%' (a tenth more than before),
'stale.share>+0.5%' (a two-hundredth more than before), 'messages>+2' (two
more), 'throughput<-5%', or a bound, whatever was before: 'convergence.p99>2s'.

Figures:
${MEASURES.map(({ name, label }) => `  ${name.padEnd(24)}${label}`).join('\n')}

Examples:
  $ gossipscope compare before/report.json after/report.json
  $ gossipscope compare results/ --markdown > comment.md
  $ gossipscope compare main.json mine.json --fail-on 'convergence.p99>+10%' \\
      --fail-on 'messages>+5%'

Exit codes:
  ${EXIT.ok}    no threshold is broken
  ${EXIT.unsound}    a threshold is broken
  ${EXIT.usage}    wrong use
  ${EXIT.failed}    what was given is no report that can be read`;
