/** Where the build puts what threads run: one file, which names all its parts by their contents. It stands beside the chunk that has this. */

export const WORKER = new URL('simulation-worker.cjs', import.meta.url);
