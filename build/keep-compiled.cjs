// Preloaded into a run of the program: writes down what V8 has compiled by its end, where bin/load.js looks for it.
'use strict';
const { mkdirSync, renameSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');
const { COMPILED, MARK_LENGTH } = require('../bin/load.js');

const scripts = new Map();
vm.Script = class extends vm.Script {
  constructor(text, options) {
    super(text, options);
    // It ends with a line of the loader's.
    const mark = text.slice(0, text.lastIndexOf('\n')).slice(-MARK_LENGTH);
    scripts.set(options.filename, { script: this, mark });
  }
};

process.on('exit', () => {
  const { KEEP_ONLY = process.argv[2] } = process.env;
  if (process.argv[2] !== KEEP_ONLY) return;
  for (const [name, { script, mark }] of scripts) {
    const target = path.join(COMPILED, name.replace(/^gossipscope.dist/, ''));
    mkdirSync(path.dirname(target), { recursive: true });
    // Nodes of one bench end together, and each writes the same files.
    const own = `${target}.${process.pid}`;
    writeFileSync(own, Buffer.concat([Buffer.from(mark), script.createCachedData()]));
    renameSync(own, target);
  }
});
