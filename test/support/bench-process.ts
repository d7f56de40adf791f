/** The program as a user runs it: a process, its output, its exit code. */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ReportSchema, type Report } from '../../src/report/schema/report-schema.ts';

const BIN = fileURLToPath(new URL('../../bin/gossipscope', import.meta.url));
export const STRANGER = fileURLToPath(new URL('stranger.mjs', import.meta.url));

/** Reports whose place nobody names go here. */
const scratch = mkdtempSync(join(tmpdir(), 'gossipscope-test-'));
process.once('exit', () => rmSync(scratch, { recursive: true, force: true }));

/** Undefined: without this variable, whoever has it. */
type Environment = Readonly<Record<string, string | undefined>>;

const running = new Set<ChildProcess>();

/** For a hook after each test. */
export function killBenches(): void {
  for (const child of running) child.kill('SIGKILL');
  running.clear();
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export class CommandProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  stdout = '';
  stderr = '';

  constructor(args: readonly string[], env: Environment = {}) {
    this.child = spawn(process.execPath, [BIN, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, TMPDIR: scratch, ...env },
    });
    running.add(this.child);
    this.child.stdout?.on('data', (chunk: Buffer) => (this.stdout += chunk.toString()));
    this.child.stderr?.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()));
    this.ended = once(this.child, 'close').then(([code]) => {
      running.delete(this.child);
      return { code: code as number | null, stdout: this.stdout, stderr: this.stderr };
    });
  }

  /** The processes it has started, with all that these have started. */
  descendants(): number[] {
    return descendantsOf(this.child.pid ?? 0);
  }
}

/** A simulation that has no time to settle: it ends with exit code 1. */
export const UNSETTLED = [
  ...['--nodes', '3', '--duration', '1s', '--scenario', 'partition'],
  ...['--settle', '0s', '--seed', '4'],
];

/** Nodes that trace take a fifth more of a short run's processor time: only tests that look at traces ask for them. */
const UNTRACED = { OTEL_TRACES_EXPORTER: 'none' };
/** As a user has it, where nothing says otherwise. */
export const TRACED = { OTEL_TRACES_EXPORTER: undefined };

export class BenchProcess extends CommandProcess {
  /** A free port for the metrics, unless the arguments name one. @param env `TRACED`: nodes trace */
  constructor(args: readonly string[], env: Environment = {}) {
    const port = args.includes('--metrics-port') ? [] : ['--metrics-port', '0'];
    super(['bench', ...port, ...args], { ...UNTRACED, ...env });
  }
}

export class SimulateProcess extends CommandProcess {
  constructor(args: readonly string[], env: Environment = {}) {
    super(['simulate', ...args], env);
  }
}

/** Runs it to its end. */
export function bench(...args: string[]): Promise<Ended> {
  return new BenchProcess(args).ended;
}

/** Runs it to its end. */
export function simulate(...args: string[]): Promise<Ended> {
  return new SimulateProcess(args).ended;
}

/** The report on stdout, checked against its schema. */
export function reportOf({ stdout, stderr }: Ended): Report {
  if (stdout === '') throw new Error(`no report on stdout; stderr: ${stderr}`);
  return ReportSchema.parse(JSON.parse(stdout));
}

/** Whether a process exists and is no zombie. */
export function isAlive(pid: number): boolean {
  return statOf(pid) !== undefined && statOf(pid)?.state !== 'Z';
}

/** As in /proc: `T` where it stands still. */
export function stateOf(pid: number): string | undefined {
  return statOf(pid)?.state;
}

export function descendantsOf(pid: number): number[] {
  const children = readdirSync('/proc')
    .map(Number)
    .filter((one) => Number.isInteger(one) && statOf(one)?.parent === pid);
  return children.flatMap((child) => [child, ...descendantsOf(child)]);
}

function statOf(pid: number): { state: string; parent: number } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state = '', parent = '0'] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state, parent: Number(parent) };
  } catch {
    return undefined;
  }
}
