/** A command that is shown to be typed again survives the shell. */

import assert from 'node:assert/strict';
import { commandLine, quoted } from '../../../src/bin/terminal/command-line.ts';
import { wordsOf } from '../../support/shell-words.ts';

describe('a command line', () => {
  it('quotes what a shell would take apart', () => {
    for (const text of ['', 'a b', "it's", '$(x)', '`y`', '\\', '*', 'a"b', '<&>'])
      assert.deepEqual(wordsOf(quoted(text)), [text]);
  });

  it('has its flags, and what is passed on behind --', () => {
    const line = commandLine('gossipscope bench', [['bin', './a b']], ['--x', 'y z']);
    assert.deepEqual(wordsOf(line), ['gossipscope', 'bench', '--bin', './a b', '--', '--x', 'y z']);
    assert.equal(commandLine('gossipscope bench', []), 'gossipscope bench');
  });
});
