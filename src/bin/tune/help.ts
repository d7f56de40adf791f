/** What `gossipscope tune --help` says below the flags. */

import { MEASURES } from '../../report/measures/measures.ts';
import { EXIT_CODES_HELP } from '../terminal/exit-codes.ts';
import { SCENARIO_HELP } from '../terminal/scenario-help.ts';

export const TUNE_HELP = `
Figures, for --target and --minimize (messages is short for messages.perWrite,
convergence for convergence.p99, and so on):
${MEASURES.map(({ name, label }) => `  ${name.padEnd(24)}${label}`).join('\n')}

${SCENARIO_HELP}

It simulates all strategies with their most important settings, or the grid of
--sweep, all with the same seeds: first one seed each, then more and more for
fewer and fewer. What misses a target with one seed is out. What is recommended
kept all targets with every one of --seeds seeds. A flag that is given is
settled, and not searched. A target on a cut (cut.healing<5s) adds the scenario
partition; every other figure is the worst of all scenarios.

Examples:
  $ gossipscope tune --nodes 50 --latency 80ms --loss 0.01 \\
      --target 'convergence.p99<2s' --minimize messages
  $ gossipscope tune --target 'stale.share<1%' --target 'busiest.perSec<500' \\
      --minimize bytes
  $ gossipscope tune --strategy plumtree --target 'convergence.max<5s'
  $ gossipscope tune --target 'cut.healing<3s' --partition ring
  $ gossipscope tune --sweep strategy=relay \\
      --sweep batch-interval=50..400/50ms --target 'convergence.p99<500ms'

${EXIT_CODES_HELP}

A check fails where no setting that was tried keeps the targets.`;
