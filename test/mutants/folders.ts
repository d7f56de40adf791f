/** What is mutated, and by which tests each mutant is to be killed: those beside it, which know it best and are quick. */

/** One part of the source, as `npm run mutants -- NAME` knows it. */
export interface MutatedFolder {
  readonly folder: string;
  /** Files, or patterns of them without alternatives, from the root of the repository. */
  readonly tests: readonly string[];
  /** On the verdict side no mutant may survive but equivalent ones. Elsewhere 90 % have to die. */
  readonly isVerdict: boolean;
}

const PLANTED = 'test/simulate/planted.test.ts';
/** Without `deletes-memory`, which takes long. */
const CORE = [
  ...['agenda', 'acceptance', 'intake', 'levels', 'merge', 'merge-rules', 'reachability', 'replica'],
  ...['rewritten', 'strategy-host', 'succession'],
  ...['traced-writes', 'transcripts', 'cluster', 'bounds', 'clocks', 'deletes', 'message-cost', 'exactness'],
];
/** A sample of whole runs, always the same ones, held against the truth. */
const RUNS = ['swarm', 'members'];
const METRICS = [
  ...['agent-metrics', 'bench-metrics', 'bucket-histogram', 'cells', 'metric-catalogue', 'metrics'],
  ...['replication-metrics', 'scrape-server', 'service-metrics', 'shared-rendering', 'sketch'],
  ...['sketch-since', 'stats', 'text-format'],
];
const TRACING = [
  ...['hops', 'probe-spans', 'resource-detectors', 'root-sampling', 'span-queue', 'trace-id', 'tracing'],
  ...['tracing-configured', 'tracing-ends', 'tracing-export', 'tracing-settings', 'write-spans'],
];

export const FOLDERS: readonly MutatedFolder[] = [
  { folder: 'src/check', tests: ['test/check/**/*.test.ts'], isVerdict: true },
  { folder: 'src/simulate/truth', tests: ['test/simulate/truth/*.test.ts', PLANTED], isVerdict: true },
  { folder: 'src/simulate/judge', tests: ['test/simulate/judge/*.test.ts'], isVerdict: true },
  { folder: 'src/bench/judge', tests: ['test/bench/judge/*.test.ts'], isVerdict: true },
  { folder: 'src/net', tests: ['test/net/**/*.test.ts'], isVerdict: true },
  {
    folder: 'src/core',
    // Those of single parts come first: a mutant that they kill meets no others.
    tests: [
      ...['test/core/*/**/*.test.ts', ...CORE.map((name) => `test/core/${name}.test.ts`)],
      ...['test/workload/kv-service.test.ts', 'test/workload/exactness.test.ts'],
      ...['test/bin/docs/documents.test.ts', 'test/durable/contents.test.ts'],
      ...RUNS.map((name) => `test/simulate/${name}.test.ts`),
    ],
    isVerdict: false,
  },
  {
    folder: 'src/observe',
    // Without those that start processes: a mutant in a process of its own would never be switched on.
    tests: [
      ...['test/observe/log.test.ts', 'test/observe/wall-clock.test.ts', 'test/bin/docs/documents.test.ts'],
      ...METRICS.map((name) => `test/observe/metrics/${name}.test.ts`),
      ...TRACING.map((name) => `test/observe/tracing/${name}.test.ts`),
    ],
    isVerdict: false,
  },
];
