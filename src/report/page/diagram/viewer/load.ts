/** Reads a recording out of the page: base64, inflated by the browser itself, and decoded. */

import { decode } from '../../../diagram/codec.ts';
import type { Recording } from '../../../diagram/recording.ts';

export async function load(element: HTMLElement): Promise<Recording> {
  const text = atob(element.textContent);
  const packed = new Uint8Array(text.length);
  for (let i = 0; i < packed.length; i++) packed[i] = text.charCodeAt(i);
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate'));
  return decode(new Uint8Array(await new Response(stream).arrayBuffer()));
}
