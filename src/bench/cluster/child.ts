/**
 * One node process: started so that it cannot outlive the bench, spoken to line by line. Its stdin and stdout are joined
 * to the bench directly; nothing stands between.
 */

import { spawn, type ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { LINE_LIMIT_BYTES, LineReader, type Line } from '../../protocol/framing.ts';
import { readPassing } from '../../protocol/passing.ts';
import { cpuTimeOf, type CpuTime } from './cpu-time.ts';
import { NodeLog } from './node-log.ts';
import { yieldToBench } from './priority.ts';
import { StderrTail } from './stderr-tail.ts';

/**
 * Before it becomes the node, the shell leaves a guard in the node's process group. The guard waits on file descriptor 3,
 * whose other end only the bench holds, and kills the group when it closes: also when the bench is killed, and also
 * nodes that ignore the end of their stdin, with all that they started.
 */
const GUARD = '(read x <&3; kill -s KILL -- -$$) </dev/null >/dev/null 2>&1 & exec "$@" 3<&-';

/**
 * A node that stands still has a guard that does, too. Until it goes on, a process of another group waits instead, for the same to happen
 * to its stdin.
 */
const WATCHMAN = 'read x || kill -s KILL -- "-$1"';

/** How much may wait for a node to read it. Messages beyond are dropped, and counted. */
export const BACKLOG_LIMIT_BYTES = 64 * 2 ** 20;

export interface NodeCommand {
  readonly command: string;
  readonly args: readonly string[];
  /** Added to the bench's own environment. */
  readonly env: Readonly<Record<string, string>>;
}

export interface ChildEvents {
  /**
   * What one read of stdout brought: whole lines, without their newlines.
   * @param readAtMs where that was not now, as on another machine
   */
  lines(lines: readonly Line[], readAtMs?: number): void;
  /** It is gone, and all it printed has been read. @param how e.g. `died with exit code 1` */
  exited(how: string): void;
  /** It is not to be reached any more, and will never be again, for no fault of its own. @param sinceMs when it was last heard of */
  lost?(why: string, sinceMs: number): void;
  stderr?(chunk: Buffer): void;
}

/** A line takes less, even a long one of a slow node. */
const UNFINISHED_MS = 1_000;

/** After a process has ended, how long something else may keep its stdout open before we stop waiting for more. */
const DRAIN_MS = 500;

export class Child {
  readonly name: string;
  readonly tail = new StderrTail();
  readonly pid: number | undefined;
  /** Settles when the process has ended. */
  readonly ended: Promise<void>;

  readonly #process: ChildProcess;
  readonly #stdin: Writable;
  readonly #events: ChildEvents;
  readonly #reader = new LineReader(LINE_LIMIT_BYTES, true);
  readonly #log = new NodeLog();
  /** Settles when its stdout and stderr have ended. */
  readonly #printed: Promise<unknown>;
  #outbox = '';
  /** Since when it has not ended a line. */
  #lineSinceMs = Infinity;
  /** What it had begun to print when it ended. */
  #cutOff: LineReader['unfinished'];
  #how: string | undefined;
  #watchman: ChildProcess | undefined;
  #isKilled = false;

  constructor(name: string, command: NodeCommand, events: ChildEvents) {
    this.name = name;
    this.#events = events;
    const guarded = process.platform !== 'win32';
    const argv = guarded
      ? ['/bin/sh', '-c', GUARD, 'sh', command.command, ...command.args]
      : [command.command, ...command.args];
    this.#process = spawn(argv[0] ?? '', argv.slice(1), {
      stdio: ['pipe', 'pipe', 'pipe', guarded ? 'pipe' : 'ignore'],
      detached: guarded,
      env: { ...process.env, ...command.env },
    });
    this.pid = this.#process.pid;
    if (this.pid !== undefined) yieldToBench(this.pid);
    const [stdin, stdout, stderr, control] = this.#process.stdio;
    this.#stdin = stdin as Writable;
    // A node may close its stdin, or die while we write: its exit says so, these errors add nothing.
    for (const stream of [stdin, stdout, stderr, control]) stream?.on('error', () => undefined);
    (stderr as Readable).on('data', (chunk: Buffer) => {
      this.tail.push(chunk);
      this.#log.push(chunk);
      events.stderr?.(chunk);
    });
    (stdout as Readable).on('data', (chunk: Buffer) => {
      const lines = this.#reader.push(chunk);
      if (lines.length > 0 || this.#lineSinceMs === Infinity) this.#lineSinceMs = performance.now();
      if (lines.length > 0) events.lines(lines);
    });
    this.#printed = Promise.all([closed(stdout), closed(stderr)]);
    this.ended = this.#watch();
  }

  /** What it printed since its last newline ends with it: a line that lacks nothing else, or as much of one as it got to. */
  #readRest(): void {
    const { unfinished } = this.#reader;
    const rest = this.#reader.end();
    if (rest.every((line) => typeof readPassing(line) === 'object')) {
      if (rest.length > 0) this.#events.lines(rest);
    } else this.#cutOff = unfinished;
  }

  /** Bytes that wait for the node to read them. */
  get backlogBytes(): number {
    return this.#stdin.writableLength;
  }

  /** What it printed since its last newline, where the rest is long in coming. */
  get unfinished(): LineReader['unfinished'] {
    if (this.#cutOff !== undefined) return this.#cutOff;
    return performance.now() - this.#lineSinceMs > UNFINISHED_MS ? this.#reader.unfinished : undefined;
  }

  get startedAsOurs(): boolean {
    return this.#log.startedAsOurs;
  }

  /** Where it says that it can be scraped; undefined: it has not said so. */
  get metricsUrl(): string | undefined {
    return this.#log.metricsUrl;
  }

  /** Undefined where the system does not tell. */
  get cpuTime(): CpuTime | undefined {
    return cpuTimeOf(this.pid);
  }

  /** How it ended; undefined while it runs. */
  get how(): string | undefined {
    return this.#how;
  }

  /** Adds a line to what the next `flush` writes. */
  write(line: string): void {
    this.#outbox += `${line}\n`;
  }

  /** Writes all collected lines in one piece. @param written called when that is done */
  flush(written?: () => void): void {
    const lines = this.#outbox;
    this.#outbox = '';
    if (lines !== '' && this.#stdin.writable) this.#stdin.write(lines);
    written?.();
  }

  /** Tells the node that no more is coming. */
  endInput(): void {
    this.flush();
    this.#stdin.end();
  }

  /** Ends the process and all that it started, at once; the guard goes with them. */
  kill(): void {
    if (this.#isKilled) return;
    this.#isKilled = true;
    if (this.#process.stdio[3] == null) this.#process.kill('SIGKILL');
    else this.#signalAll('SIGKILL');
    this.#dismissWatchman();
  }

  /** The process and all that it started stand still, and what is written to it waits. Not on Windows. */
  pause(): void {
    if (this.pid === undefined || this.#how !== undefined) return;
    this.#watchman = spawn('/bin/sh', ['-c', WATCHMAN, 'sh', String(this.pid)], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    });
    for (const emitter of [this.#watchman, this.#watchman.stdin]) emitter?.on('error', () => undefined);
    this.#signalAll('SIGSTOP');
  }

  resume(): void {
    this.#signalAll('SIGCONT');
    this.#dismissWatchman();
  }

  #dismissWatchman(): void {
    this.#watchman?.stdin?.end('x\n');
    this.#watchman = undefined;
  }

  /** To its process group: as long as the guard is in it, the group's id is nobody else's. */
  #signalAll(signal: NodeJS.Signals): void {
    try {
      if (this.pid !== undefined) process.kill(-this.pid, signal);
    } catch {
      // It is gone already.
    }
  }

  /** To the process alone, e.g. to stop it for a while in a test. */
  signal(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  #watch(): Promise<void> {
    return new Promise((resolve) => {
      let done = false;
      const finish = (how: string): void => {
        if (done) return;
        done = true;
        this.#how = how;
        // We may have killed it in the middle of a line.
        if (!this.#isKilled) this.#readRest();
        // What the node may have started and left behind ends with it.
        this.kill();
        this.#events.exited(how);
        resolve();
      };
      this.#process.once('error', (error) => finish(`could not be started: ${error.message}`));
      this.#process.once('exit', (code, signal) => {
        const how = describeExit(code, signal);
        const timer = setTimeout(() => finish(how), DRAIN_MS);
        void this.#printed.then(() => {
          clearTimeout(timer);
          finish(how);
        });
      });
    });
  }
}

function closed(stream: Readable | Writable | null | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (stream == null) resolve();
    else stream.once('close', resolve);
  });
}

function describeExit(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal !== null) return `was killed by ${signal} (signal ${constants.signals[signal]})`;
  if (code === 126) return 'could not be started (exit code 126: is the file executable?)';
  if (code === 127)
    return 'could not be started (exit code 127: the program or its interpreter was not found)';
  return `died with exit code ${code ?? 'unknown'}`;
}
