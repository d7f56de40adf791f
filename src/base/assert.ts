/** Broken invariants of ours throw, at the place where they break; bad input never comes this way. */

/** Thrown when our own code is wrong. Its message says which invariant does not hold. */
export class InvariantError extends Error {
  override name = 'InvariantError';
}

/** @throws {InvariantError} when `condition` is false. */
export function assert(condition: boolean, invariant: string): asserts condition {
  if (!condition) throw new InvariantError(`invariant broken: ${invariant}`);
}
