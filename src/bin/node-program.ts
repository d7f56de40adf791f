/**
 * `gossipscope node` as a program of its own. A node has to be up at once: what it starts with is imported straight, so that it is in
 * one file. Each file that is found, read and linked on the way takes its time.
 */

import { nodeCommand } from './node.ts';
import { runProgram } from './program.ts';

void runProgram([nodeCommand()]);
