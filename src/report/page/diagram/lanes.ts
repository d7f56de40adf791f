/** Where lanes lie, and how operations of one client that overlap stand above each other. */

import { endOf, type OperationColumns, type Recording } from '../../diagram/recording.ts';

/** Operations of a lane above each other; further ones lie on one another. */
export const STACK = 3;

/** Of each operation the place in its lane's stack, from 0. @param operations sorted by their beginning */
export function stacked({ client, invoked, took }: OperationColumns, lanes: number): Uint8Array {
  const freeAt = new Float64Array(lanes * STACK).fill(-Infinity);
  return Uint8Array.from(invoked, (at, row) => {
    const first = (client[row] ?? 0) * STACK;
    let place = 0;
    for (let i = 0; i < STACK; i++) {
      if ((freeAt[first + i] ?? 0) <= at) {
        place = i;
        break;
      }
      if ((freeAt[first + i] ?? 0) < (freeAt[first + place] ?? 0)) place = i;
    }
    freeAt[first + place] = Math.max(freeAt[first + place] ?? 0, endOf(invoked, took, row));
    return place;
  });
}

/** Numbers of the lanes on which something happens, from top to bottom. */
export function busyLanes(
  { lanes, messages, operations }: Recording,
  rows: { readonly messages: Uint32Array; readonly operations: Uint32Array },
): number[] {
  const isBusy = new Uint8Array(lanes.length);
  for (const row of rows.messages) {
    isBusy[messages.from[row] ?? 0] = 1;
    isBusy[messages.to[row] ?? 0] = 1;
  }
  for (const row of rows.operations) {
    isBusy[operations.client[row] ?? 0] = 1;
    isBusy[operations.node[row] ?? 0] = 1;
  }
  return lanes.flatMap((_, lane) => (isBusy[lane] === 1 ? [lane] : []));
}
