/** A mistake in somebody else's strategy. It ends a simulation, and is told with their place in their file, not with ours. */

export class StrategyError extends Error {
  override readonly name = 'StrategyError';

  /** @param strategy as it was given: a name or a file @param where e.g. "flush() at n3" @param source the file's address, as stacks name it */
  constructor(strategy: string, where: string, cause: unknown, source?: string) {
    super(`${strategy}: ${where}: ${reasonOf(cause)}${placeIn(source, cause)}`, { cause });
  }
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error && !(cause instanceof Misuse) ? String(cause) : messageOf(cause);
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/** Where in the file it happened: the innermost frame of it. */
function placeIn(source: string | undefined, cause: unknown): string {
  if (source === undefined || !(cause instanceof Error)) return '';
  const frame = cause.stack?.split('\n').find((line) => line.includes(`${source}:`)) ?? '';
  const place = /:(\d+):(\d+)\)?$/.exec(frame);
  return place === null ? '' : ` (line ${place[1] ?? ''}, column ${place[2] ?? ''})`;
}

/** The strategy called its host wrongly: the message says how. */
export class Misuse extends Error {}
