/** A node that cannot go on ends the run: this error says which one, what it did, and what it printed last. */

export class NodeFailure extends Error {
  override name = 'NodeFailure';
  readonly node: string;
  readonly #stderrTail: () => readonly string[];

  /**
   * @param what completes the sentence that begins with the node's name, e.g. `died with exit code 1`
   * @param stderrTail its last lines on stderr, read late: they may still be on their way when it fails
   */
  constructor(node: string, what: string, stderrTail: () => readonly string[]) {
    super(`${node} ${what}`);
    this.node = node;
    this.#stderrTail = stderrTail;
  }

  /** The whole message, for a person. */
  explain(): string {
    const tail = this.#stderrTail().map((line) => `  ${this.node} | ${line}`);
    const last = tail.length === 0 ? 'It printed nothing on stderr.' : 'Its last lines on stderr:';
    return [`node ${this.message}`, last, ...tail].join('\n');
  }
}
