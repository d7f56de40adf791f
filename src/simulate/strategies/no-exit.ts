/** A strategy that ended the process, or its thread, would end a run without a word. */

import process from 'node:process';

/** From now on `process.exit()` throws: whoever calls it is told where. @returns allows it again */
export function forbidExit(): () => void {
  // oxlint-disable-next-line typescript/unbound-method -- only put back
  const { exit } = process;
  process.exit = () => {
    throw new Error('process.exit() was called: a strategy may not end the program');
  };
  return () => {
    process.exit = exit;
  };
}
