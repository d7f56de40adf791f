/**
 * What the host of a virtual machine took of its processors, for other machines ("steal" in proc_stat(5)): programs stand still meanwhile,
 * however quiet the machine looks from within.
 */

import { readFileSync } from 'node:fs';

export interface MachineTime {
  /** Of all processors together, in ticks since the machine began. */
  readonly all: number;
  readonly stolen: number;
}

/** Place of stolen time in its line. What comes after is part of what came before. */
const STOLEN = 7;

/** Undefined where the system does not tell: only Linux does. */
export function machineTime(): MachineTime | undefined {
  try {
    return parseMachineTime(readFileSync('/proc/stat', 'utf8'));
  } catch {
    return undefined;
  }
}

/** @param text as /proc/stat has it */
export function parseMachineTime(text: string): MachineTime | undefined {
  const ticks =
    /^cpu +(.*)$/m
      .exec(text)?.[1]
      ?.split(' ')
      .map(Number)
      .slice(0, STOLEN + 1) ?? [];
  const stolen = ticks[STOLEN];
  return stolen === undefined ? undefined : { all: ticks.reduce((sum, one) => sum + one, 0), stolen };
}

/** 0 to 1; undefined: nobody can tell. */
export function stolenShare(
  before: MachineTime | undefined,
  after: MachineTime | undefined,
): number | undefined {
  if (before === undefined || after === undefined || after.all <= before.all) return undefined;
  return (after.stolen - before.stolen) / (after.all - before.all);
}
