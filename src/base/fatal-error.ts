/** An error that ends a program. Its message is one line, which says what is wrong and what to do; it is shown without a stack. */
export class FatalError extends Error {
  override name = 'FatalError';
}
