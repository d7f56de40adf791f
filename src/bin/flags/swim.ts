/** Which clusters `swim` measures failure detection in. */

import { InvalidArgumentError } from 'commander';
import type { Flag } from './flag.ts';

const LARGEST = 1000;
const MOST_LOSS = 0.5;

export const SWIM_FLAGS: readonly Flag[] = [
  {
    name: 'nodes',
    setting: 'nodes',
    kind: 'text',
    placeholder: '<n,…>',
    parse: (text) =>
      listIn(text, (one) => Number(one), {
        must: `whole numbers from 3 to ${LARGEST}, as in 10,100`,
        holds: (nodes) => Number.isInteger(nodes) && nodes >= 3 && nodes <= LARGEST,
      }),
    print: (value) => (value as number[]).join(','),
    help: 'sizes of clusters',
  },
  {
    name: 'loss',
    setting: 'lossRatios',
    kind: 'text',
    placeholder: '<share,…>',
    parse: (text) =>
      listIn(text, (one) => (one.endsWith('%') ? Number(one.slice(0, -1)) / 100 : Number(one)), {
        must: 'shares from 0 to 50%, as in 0,5%',
        holds: (loss) => loss >= 0 && loss <= MOST_LOSS,
      }),
    print: (value) => (value as number[]).map((loss) => (loss === 0 ? '0' : `${loss * 100}%`)).join(','),
    help: 'shares of messages that are lost',
  },
  {
    name: 'seed',
    setting: 'seed',
    kind: 'number',
    range: { min: 0, max: 2 ** 32 - 1 },
    help: 'of all that is drawn',
  },
  {
    name: 'replicas',
    setting: 'replicas',
    kind: 'switch',
    help: 'measure it within replicas, too, where it is --failure-detector swim',
  },
  { name: 'json', setting: 'json', kind: 'switch', help: 'print every figure as JSON' },
];

function listIn(
  text: string,
  read: (one: string) => number,
  { must, holds }: { readonly must: string; readonly holds: (value: number) => boolean },
): number[] {
  const values = text.split(',').map((one) => (one.trim() === '' ? NaN : read(one.trim())));
  if (!values.every(holds)) throw new InvalidArgumentError(`It must be ${must}.`);
  return [...new Set(values)];
}
