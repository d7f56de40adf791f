/** What the exit code of a bench or a simulation says. */

export const EXIT = {
  ok: 0,
  /** What is reported is not true, something was lost, or the cluster did not settle. */
  unsound: 1,
  /** The command line is wrong. */
  usage: 2,
  nodeFailed: 3,
  interrupted: 130,
} as const;
