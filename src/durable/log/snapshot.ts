/** Shortens a log: what is in the files up to a log is replayed, and what came of it is written as one file of contents. */

import { prng } from '../../base/prng.ts';
import type { ReplicaConfig } from '../../core/config.ts';
import { contentsOf } from '../../core/journal/contents.ts';
import type { Change } from '../../core/journal/change.ts';
import { replay } from '../../core/journal/replay.ts';
import type { Manifest } from '../directory/manifest.ts';
import type { Files } from '../files/files.ts';
import { encodeFrame } from './frame.ts';
import { fileName, HEADER_BYTES, headerOf, unfinished } from './names.ts';
import { changesIn } from './recovered.ts';
import { toRecord } from './record.ts';

/** About how much goes into one frame. */
const FRAME_BYTES = 2 ** 20;
/** Starts of processes that are remembered: no two may have the same. */
const STARTS_REMEMBERED = 1000;

/** What the files say has to be replayed as the node would replay it. */
export type SnapshotConfig = Omit<ReplicaConfig, 'rng' | 'traceIds' | 'incarnation'>;

/**
 * @param through the last log that goes into it: nothing is written to it any more
 * @returns the size of the snapshot, which is on disk, under its own name
 */
export function writeSnapshot(
  files: Files,
  manifest: Manifest,
  through: number,
  atMs: number,
  config: SnapshotConfig,
): number {
  const name = fileName('snapshot', through);
  const temporary = unfinished(name);
  files.remove(temporary);
  const file = files.create(temporary);
  try {
    file.write(headerOf('snapshot', through));
    for (const payload of payloadsOf(shortened(files, manifest, through, config)))
      file.write(encodeFrame(payload, HEADER_BYTES, atMs));
    file.syncNow();
    files.rename(temporary, name);
    files.syncDirectory();
    return file.size;
  } finally {
    file.close();
  }
}

function* shortened(
  files: Files,
  manifest: Manifest,
  through: number,
  config: SnapshotConfig,
): Generator<Change> {
  const out = { events: [], changes: undefined, gossip: () => undefined };
  const whole = { ...config, incarnation: 0, rng: prng(0) };
  const recalled = replay(changesIn(files, manifest, through), whole, out);
  if (recalled === undefined) return;
  const starts = [...recalled.incarnations].sort((a, b) => a - b).slice(-STARTS_REMEMBERED);
  for (const startUs of starts) yield { type: 'started', startUs };
  yield* contentsOf(recalled.state, recalled.rewritten);
}

function* payloadsOf(changes: Iterable<Change>): Generator<string> {
  let texts: string[] = [];
  let chars = 0;
  for (const change of changes) {
    const text = JSON.stringify(toRecord(change));
    texts.push(text);
    chars += text.length;
    if (chars < FRAME_BYTES) continue;
    yield `[${texts.join(',')}]`;
    texts = [];
    chars = 0;
  }
  yield `[${texts.join(',')}]`;
}
