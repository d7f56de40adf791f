/** What reaches stderr, and what never disturbs the node. */

import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { LOG_BUFFER_LIMIT_BYTES, createLogger, type LogLevel } from '../../src/observe/log.ts';

/** Keeps what is written; takes nothing more while it is held. */
class Sink extends Writable {
  text = '';
  #release: (() => void) | undefined;
  readonly #isHeld: boolean;

  constructor(isHeld = false) {
    super({ decodeStrings: false });
    this.#isHeld = isHeld;
  }

  override _write(chunk: string, _: string, done: () => void): void {
    this.text += chunk;
    if (this.#isHeld) this.#release = done;
    else done();
  }

  /** Lets everything through that waits. */
  release(): void {
    while (this.writableLength > 0) this.#release?.();
  }

  get lines(): Record<string, unknown>[] {
    return this.text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }
}

function logTo(stream: Writable, level: LogLevel = 'info') {
  return createLogger({ level, stream, time: () => new Date(0) });
}

describe('the log', () => {
  it('is one JSON object a line, with level, time and message first', () => {
    const sink = new Sink();
    logTo(sink).child({ node: 'n1' }).info('metrics endpoint', { url: 'http://x' });
    const line =
      '{"level":"info","time":"1970-01-01T00:00:00.000Z","msg":"metrics endpoint","node":"n1","url":"http://x"}\n';
    assert.equal(sink.text, line);
  });

  it('has the time of the wall clock, and the fields of the call before its own', () => {
    const sink = new Sink();
    const before = Date.now();
    const log = createLogger({ level: 'debug', stream: sink }).child({ node: 'n1', round: 1 });
    for (const level of ['debug', 'info', 'warn', 'error'] as const) log[level]('x', { round: level });
    const atMs = Date.parse(String(sink.lines[0]?.['time']));
    assert.ok(atMs >= before && atMs <= Date.now());
    assert.deepEqual(
      sink.lines.map(({ node, round }) => [node, round]),
      ['debug', 'info', 'warn', 'error'].map((level) => ['n1', level]),
    );
  });

  it('listens once to what goes wrong with a stream, and not where somebody does', () => {
    const sink = new Sink();
    for (let i = 0; i < 3; i++) logTo(sink);
    assert.equal(sink.listenerCount('error'), 1);
  });

  it('leaves out what is below its level', () => {
    const sink = new Sink();
    const log = logTo(sink, 'warn');
    for (const level of ['debug', 'info', 'warn', 'error'] as const) log[level]('x');
    assert.deepEqual(
      sink.lines.map(({ level }) => level),
      ['warn', 'error'],
    );
    logTo(sink, 'silent').error('y');
    assert.equal(sink.lines.length, 2);
  });

  it('shows errors with their stack, and what JSON cannot say as text', () => {
    const sink = new Sink();
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    logTo(sink).error('x', { error: new Error('boom') });
    logTo(sink).error('x', { cycle, big: 1n });
    assert.match(String(sink.lines[0]?.['error']), /^Error: boom\n +at/);
    assert.deepEqual([sink.lines[1]?.['msg'], sink.lines[1]?.['big']], ['x', '1']);
  });

  it('drops lines when nobody reads them, says later how many, and never grows beyond its bound', () => {
    const sink = new Sink(true);
    const log = logTo(sink);
    for (let i = 0; i < 2000; i++) log.info('x'.repeat(1000));
    assert.ok(sink.writableLength < LOG_BUFFER_LIMIT_BYTES + 2000);
    sink.release();
    const written = sink.lines.length;
    log.info('again');
    sink.release();
    assert.deepEqual(
      sink.lines.slice(written).map(({ msg, count }) => [msg, count]),
      [
        ['log lines were dropped: stderr was not read', 2000 - written],
        ['again', undefined],
      ],
    );
  });

  it('takes a line where what waits has just reached the bound', () => {
    const [sink, empty] = [new Sink(true), new Sink()];
    logTo(empty).info('');
    logTo(sink).info('x'.repeat(LOG_BUFFER_LIMIT_BYTES - empty.text.length));
    assert.equal(sink.writableLength, LOG_BUFFER_LIMIT_BYTES);
    const log = logTo(sink);
    for (const msg of ['y', 'z']) log.info(msg);
    sink.release();
    assert.deepEqual(
      sink.lines.map(({ msg }) => String(msg).slice(0, 1)),
      ['x', 'y'],
    );
  });

  it('survives a stderr that is gone', () => {
    const sink = new Sink();
    const log = logTo(sink);
    sink.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    log.error('x');
  });
});
