// Preloaded into a run of the program: writes down what V8 has compiled by its end, where bin/load.js looks for it.
'use strict';
const { mkdirSync, writeFileSync } = require('node:fs');
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
  for (const [name, { script, mark }] of scripts) {
    const target = path.join(COMPILED, name.replace(/^gossipscope.dist/, ''));
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, Buffer.concat([Buffer.from(mark), script.createCachedData()]));
  }
});
