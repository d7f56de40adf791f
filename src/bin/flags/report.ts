/** Where settings come from and where the report goes: flags of the bench and of the simulator. */

import type { Flag } from './flag.ts';

export const REPORT_FLAGS: readonly Flag[] = [
  {
    name: 'config',
    setting: 'config',
    kind: 'text',
    placeholder: '<file>',
    help: 'take the settings of this report.json; flags win',
  },
  {
    name: 'out',
    setting: 'out',
    kind: 'text',
    placeholder: '<dir>',
    help: 'write report.json and report.html into this directory (default: a new one for temporary files)',
  },
  { name: 'open', setting: 'open', kind: 'switch', help: 'show report.html in your browser' },
  {
    name: 'json',
    setting: 'json',
    kind: 'switch',
    help: 'print the report as JSON on stdout, and nothing else',
  },
];

/** Their values. */
export interface ReportFlags {
  readonly config?: string;
  readonly out?: string;
  readonly open?: boolean;
  readonly json?: boolean;
}
