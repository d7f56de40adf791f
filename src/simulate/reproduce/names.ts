/** The names of what can be reproduced, for who needs no more than them. */

export const REPRODUCTION_NAMES = [
  'demers-1',
  'demers-2',
  'demers-3',
  'hyparview',
  'lifeguard',
  'pbs',
  'plumtree',
  'riblt',
  'serf',
  'swim',
] as const;
export type ReproductionName = (typeof REPRODUCTION_NAMES)[number];
