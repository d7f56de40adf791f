#!/usr/bin/env node
// Exercise 2: nobody has to be asked, as no two nodes have the same name, and none counts to the same number twice.
import { node, serve } from './maelstrom.mjs';

let count = 0;

serve({ generate: () => ({ type: 'generate_ok', id: `${node.id}-${++count}` }) });
