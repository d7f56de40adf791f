/**
 * Rules for the parts of a message, put together from small ones: each can check a value and say what it asks for, so that the
 * check, the error and docs/wire.md are the same words. No library: every message passes here, and a copy of each would cost more
 * than all that is done with it.
 */

import { thousands } from '../../base/thousands.ts';
import { isObject } from '../parse.ts';
import type { Fault, GossipFault, Hearing } from './hearing.ts';

export interface Rule {
  /** Completes "must be"; the range in docs/wire.md. */
  readonly says: string;
  /** What it is made of, for the documents. */
  readonly parts?: readonly Part[];
  /** Its items, where it is a list. */
  readonly items?: Rule;
  /** What is wrong; undefined: nothing. */
  fault(value: unknown, hearing: Hearing): Fault | undefined;
}

/** A named part of a message. */
export interface Part {
  readonly name: string;
  readonly rule: Rule;
  /** Who may say it; absent: whoever may say what it is part of. */
  readonly who?: string;
  readonly isOptional?: boolean;
}

/** Something that must hold between the parts of a value, each of which is right by itself. */
export interface Between {
  readonly says: string;
  fault(value: never, hearing: Hearing): Fault | undefined;
}

export function wrong(must: string, reason: GossipFault = 'malformed', at = ''): Fault {
  return { reason, at, must };
}

function within(part: string, fault: Fault): Fault {
  return { ...fault, at: part + fault.at };
}

/** A value for which a question is answered with yes. */
export function value(says: string, holds: (value: unknown, hearing: Hearing) => boolean): Rule {
  const fault = wrong(says);
  return { says, fault: (given, hearing) => (holds(given, hearing) ? undefined : fault) };
}

/** One of several names. */
export function oneOf(names: readonly string[]): Rule {
  return value(names.join(', '), (given) => names.some((name) => name === given));
}

export function whole(from: number, to = Number.MAX_SAFE_INTEGER): Rule {
  const end = to === Number.MAX_SAFE_INTEGER ? '2^53 − 1' : thousands(to);
  return value(
    `a whole number from ${from} to ${end}`,
    (given) => Number.isSafeInteger(given) && (given as number) >= from && (given as number) <= to,
  );
}

/** @param least items @param most items; what all lists of a message may hold together is checked where they end */
export function list(what: string, items: Rule, most?: number, least = 0): Rule {
  const atMost = most === undefined ? '' : `, ${thousands(most)} at most`;
  const says = `a list of ${what}${atMost}${least > 0 ? `, and ${least} at least` : ''}`;
  return {
    says,
    items,
    fault(given, hearing) {
      if (!Array.isArray(given) || given.length < least) return wrong(says);
      if (most !== undefined && given.length > most) return wrong(says, 'over_limit');
      for (let i = 0; i < given.length; i++) {
        const fault = items.fault(given[i], hearing);
        if (fault !== undefined) return within(`[${i}]`, fault);
      }
      return undefined;
    },
  };
}

/** An array whose places have names. */
export function tuple(what: string, parts: readonly Part[], between: readonly Between[] = []): Rule {
  const says = [what, ...between.map((one) => one.says)].join('; ');
  return {
    says,
    parts,
    fault(given, hearing) {
      if (!Array.isArray(given) || given.length > parts.length) return wrong(what);
      const fault = partsFault(parts, (_, i) => (given as unknown[])[i], hearing);
      return fault ?? betweenFault(between, given, hearing);
    },
  };
}

/** An object. What is not named here is not looked at. */
export function record(what: string, parts: readonly Part[], between: readonly Between[] = []): Rule {
  return {
    says: [what, ...between.map((one) => one.says)].join('; '),
    parts,
    fault(given, hearing) {
      if (!isObject(given)) return wrong(what);
      const fault = partsFault(parts, ({ name }) => given[name], hearing);
      return fault ?? betweenFault(between, given, hearing);
    },
  };
}

/** A rule, and what else must hold of what keeps it. */
export function together(rule: Rule, between: readonly Between[]): Rule {
  return {
    ...rule,
    says: [rule.says, ...between.map((one) => one.says)].join('; '),
    fault: (given, hearing) => rule.fault(given, hearing) ?? betweenFault(between, given, hearing),
  };
}

function partsFault(
  parts: readonly Part[],
  valueOf: (part: Part, index: number) => unknown,
  hearing: Hearing,
): Fault | undefined {
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] as Part;
    const given = valueOf(part, i);
    if (given === undefined && part.isOptional === true) continue;
    const fault = part.rule.fault(given, hearing);
    if (fault !== undefined) return within(`.${part.name}`, fault);
  }
  return undefined;
}

function betweenFault(between: readonly Between[], given: unknown, hearing: Hearing): Fault | undefined {
  for (const one of between) {
    const fault = one.fault(given as never, hearing);
    if (fault !== undefined) return fault;
  }
  return undefined;
}
