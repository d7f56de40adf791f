/**
 * The frames that a log file consists of: what one write put there, with a checksum, and through which place of the file everything
 * was on disk by then. So a frame that is damaged can be told from one that was never written to its end: nothing behind the last
 * sync is missed by anybody, because nothing that was sent relied on it; what lies before it was promised.
 */

import { crc32 } from 'node:zlib';

const MARKER = Buffer.from('GSF1');
const LENGTH_AT = 4;
const SYNCED_AT = 8;
const TIME_AT = 16;
const CHECKSUM_AT = 24;
export const FRAME_HEADER_BYTES = 28;

/** What a frame can hold. A length beyond it is taken for damage. */
export const FRAME_LIMIT_BYTES = 2 ** 28;

export interface Frame {
  /** Where it begins in the file. */
  readonly offset: number;
  readonly end: number;
  readonly payload: Buffer;
  /** All of the file before this place was on disk when it was written. */
  readonly syncedThrough: number;
  /** When, ms since the epoch, on the node's clock. */
  readonly atMs: number;
}

/** @throws {RangeError} where nobody would read it again */
export function encodeFrame(payload: string, syncedThrough: number, atMs: number): Buffer {
  const length = Buffer.byteLength(payload);
  if (length > FRAME_LIMIT_BYTES)
    throw new RangeError(`a frame of ${length} bytes: at most ${FRAME_LIMIT_BYTES} can be read again`);
  const frame = Buffer.allocUnsafe(FRAME_HEADER_BYTES + length);
  MARKER.copy(frame);
  frame.writeUInt32LE(length, LENGTH_AT);
  frame.writeDoubleLE(syncedThrough, SYNCED_AT);
  frame.writeDoubleLE(atMs, TIME_AT);
  frame.write(payload, FRAME_HEADER_BYTES);
  frame.writeUInt32LE(checksumOf(frame, length), CHECKSUM_AT);
  return frame;
}

/** How many bytes the frame takes whose header this is; undefined: it is none. */
export function frameBytes(header: Buffer): number | undefined {
  if (header.length < FRAME_HEADER_BYTES || header.compare(MARKER, 0, MARKER.length, 0, MARKER.length) !== 0)
    return undefined;
  const length = header.readUInt32LE(LENGTH_AT);
  return length > FRAME_LIMIT_BYTES ? undefined : FRAME_HEADER_BYTES + length;
}

/** @param bytes of the whole frame @returns undefined where it is damaged */
export function decodeFrame(bytes: Buffer, offset: number): Frame | undefined {
  const length = bytes.length - FRAME_HEADER_BYTES;
  if (checksumOf(bytes, length) !== bytes.readUInt32LE(CHECKSUM_AT)) return undefined;
  return {
    offset,
    end: offset + bytes.length,
    payload: bytes.subarray(FRAME_HEADER_BYTES),
    syncedThrough: bytes.readDoubleLE(SYNCED_AT),
    atMs: bytes.readDoubleLE(TIME_AT),
  };
}

/** Where the next frame might begin. */
export function nextMarker(bytes: Buffer, from: number): number | undefined {
  const found = bytes.indexOf(MARKER, from);
  return found < 0 ? undefined : found;
}

function checksumOf(frame: Buffer, length: number): number {
  const header = crc32(frame.subarray(0, CHECKSUM_AT));
  return crc32(frame.subarray(FRAME_HEADER_BYTES, FRAME_HEADER_BYTES + length), header);
}
