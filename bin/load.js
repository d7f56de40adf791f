// Loads the program with the code that the build has let V8 compile (build/compile.mjs): a quarter of a start is compiling. That code is for one
// version of Node.js on one kind of machine. Any other compiles as it always does, and from Node.js 22 on keeps that where it may write.
'use strict';
const { isAscii } = require('node:buffer');
const { existsSync, readFileSync } = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const vm = require('node:vm');

const ROOT = path.join(__dirname, '..');
const DIST = path.join(ROOT, 'dist');
/** Within the package: whoever can write there could change the program as well. */
const COMPILED = path.join(DIST, `compiled-${process.version}-${process.platform}-${process.arch}`);
const HEAD = '(function(exports,require,module,__filename,__dirname){';
/** Each file ends with a hash of itself, and compiled code begins with that of its file: V8 compares no more than the lengths. */
const MARK_LENGTH = 16;

function load(program) {
  if (existsSync(COMPILED)) return loadCompiled(program);
  Module.enableCompileCache?.(path.join(DIST, 'compiled'));
  return require(program);
}

/** Does with a file of the program what `require` does. */
function loadCompiled(file) {
  const known = require.cache[file];
  if (known !== undefined) return known.exports;
  const module = new Module(file);
  module.filename = file;
  require.cache[file] = module;
  const folder = path.dirname(file);
  const others = Module.createRequire(file);
  const text = textOf(readFileSync(file));
  const script = new vm.Script(`${HEAD}${text}\n})`, {
    // In stack traces. Compiled code has it within: it is to be right wherever the package lies.
    filename: path.join('gossipscope', path.relative(ROOT, file)),
    columnOffset: -HEAD.length,
    // V8 refuses what is of another version, or of other flags.
    cachedData: compiledCode(file, text.slice(-MARK_LENGTH)),
  });
  const ours = (name) => (name.startsWith('./') ? loadCompiled(path.join(folder, name)) : others(name));
  script.runInThisContext()(module.exports, ours, module, file, folder);
  module.loaded = true;
  return module.exports;
}

/** Nearly all files have one byte for each character, which takes no decoding. In templates of pages others stay as they are. */
function textOf(bytes) {
  return isAscii(bytes) ? bytes.latin1Slice() : bytes.utf8Slice();
}

function compiledCode(file, mark) {
  try {
    const code = readFileSync(path.join(COMPILED, path.relative(DIST, file)));
    return code.latin1Slice(0, MARK_LENGTH) === mark ? code.subarray(MARK_LENGTH) : undefined;
  } catch {
    return undefined;
  }
}

module.exports = { load, COMPILED, MARK_LENGTH };
