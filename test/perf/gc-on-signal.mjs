// Loaded before a node whose memory is measured: collects all garbage when it is asked to, so that what is left is what
// the node really holds. Needs --expose-gc.
process.on('SIGUSR2', () => {
  globalThis.gc();
  process.stderr.write('collected\n');
});
