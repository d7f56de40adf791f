/** A service that cannot start, for a reason that people can put right: one line that says what is wrong and what to do. */

export class ServeError extends Error {
  override name = 'ServeError';
}
