/** What a node that keeps its data says: it leaves in order, once all that it speaks of is on disk. */

import type { Keeper } from '../durable/keeper.ts';

/** How much may wait for the disk. Beyond it, no input is taken. */
const WAITING_LIMIT_CHARS = 2 ** 22;

/** Writes text; a promise: its reader is behind, and no input is to be taken until it resolves. */
export type Write = (text: string) => Promise<void> | undefined;

export function gated(keeper: Keeper, write: Write): Write {
  let waitingChars = 0;
  let isBehind: Promise<void> | undefined;
  let onRoom: (() => void) | undefined;
  return (text) => {
    waitingChars += text.length;
    keeper.commit(() => {
      waitingChars -= text.length;
      isBehind = text === '' ? undefined : write(text);
      if (waitingChars <= WAITING_LIMIT_CHARS) onRoom?.();
    });
    if (waitingChars <= WAITING_LIMIT_CHARS) return isBehind;
    return new Promise((resolve) => {
      onRoom = () => {
        onRoom = undefined;
        resolve();
      };
    });
  };
}
