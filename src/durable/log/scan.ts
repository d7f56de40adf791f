/** Reads a file of frames to its end, and says how it ends: well, in the middle of something that was never finished, or damaged. */

import type { Files } from '../files/files.ts';
import { decodeFrame, FRAME_HEADER_BYTES, frameBytes, nextMarker, type Frame } from './frame.ts';

/** How much is read at a time. */
const WINDOW_BYTES = 2 ** 22;

export type Ending =
  /** Behind the last frame is the end of the file, or nothing but zeros: room for the next ones. */
  | { readonly state: 'whole'; readonly end: number }
  /** What is behind this place was never on disk for sure. */
  | { readonly state: 'torn'; readonly end: number; readonly lostBytes: number }
  /** What began here was on disk, and is not any more. */
  | { readonly state: 'damaged'; readonly end: number };

/** All frames from there on, up to the end or the first that is wrong. */
export function* scan(files: Files, name: string, from: number): Generator<Frame, Ending> {
  const size = files.size(name);
  let window: Buffer = Buffer.alloc(0);
  let windowAt = from;
  const bytesAt = (offset: number, length: number): Buffer => {
    if (offset < windowAt || offset + length > windowAt + window.length) {
      window = asBuffer(files.read(name, offset, Math.max(length, WINDOW_BYTES)));
      windowAt = offset;
    }
    return window.subarray(offset - windowAt, offset - windowAt + length);
  };
  let offset = from;
  while (offset < size) {
    const length = frameBytes(bytesAt(offset, FRAME_HEADER_BYTES));
    const bytes = length === undefined ? undefined : bytesAt(offset, length);
    const frame = bytes !== undefined && bytes.length === length ? decodeFrame(bytes, offset) : undefined;
    if (frame === undefined) return endingOf(files, name, offset, size);
    yield frame;
    offset = frame.end;
  }
  return { state: 'whole', end: offset };
}

/** Something is wrong here. Whether it was on disk a later frame may tell: those behind it may be there without it. */
function endingOf(files: Files, name: string, end: number, size: number): Ending {
  const rest = asBuffer(files.read(name, end, size - end));
  // Zeros at the end were room.
  const lostBytes = 1 + rest.findLastIndex((byte) => byte !== 0);
  if (lostBytes === 0) return { state: 'whole', end };
  for (let at = nextMarker(rest, 1); at !== undefined; at = nextMarker(rest, at + 1)) {
    const length = frameBytes(rest.subarray(at, at + FRAME_HEADER_BYTES));
    if (length === undefined || at + length > rest.length) continue;
    const frame = decodeFrame(rest.subarray(at, at + length), end + at);
    if (frame !== undefined && frame.syncedThrough > end) return { state: 'damaged', end };
  }
  return { state: 'torn', end, lostBytes };
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
