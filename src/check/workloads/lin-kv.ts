/** Judges the clients of `lin-kv`: each key has to be a linearizable register. Keys are independent, so each is judged by itself. */

import type { Body } from '../../protocol/envelope.ts';
import { exactText } from '../../protocol/exact-json.ts';
import type { Operation } from '../history.ts';
import { DEFAULT_LIMITS, linearize, type Linearization } from '../linearizability/linearize.ts';
import type { Effect, Step, Value } from '../linearizability/register.ts';
import { Offences } from '../offences.ts';
import { outcomeOf } from '../outcome.ts';
import { passedByMaelstrom, provedBy, ruleOf, type Verdict, type WorkloadChecker } from './verdict.ts';

/** Operations of a key that are shown beside the one that cannot be. */
const PROOF_BEFORE = 9;
/** What says that there is no such key: to Maelstrom a read that failed, of which nothing follows. */
const MISSING = 'key_does_not_exist';
/** And this, too: of a read of null nothing follows there, whatever the key holds (knossos.model, `CASRegister`). */
const NULL = 'null';

export class LinKvChecker implements WorkloadChecker {
  readonly #byKey = new Map<string | number, Operation[]>();
  readonly #read = new Map<Operation, string>();
  readonly #limits: typeof DEFAULT_LIMITS;

  constructor(limits = DEFAULT_LIMITS) {
    this.#limits = limits;
  }

  invoked(op: Operation): void {
    const ops = this.#byKey.get(op.key);
    if (ops === undefined) this.#byKey.set(op.key, [op]);
    else ops.push(op);
  }

  answered(op: Operation, { value }: Body): boolean {
    if (op.kind === 'read') this.#read.set(op, exactText(value ?? null));
    return true;
  }

  verdict(): Verdict {
    const broken = new Offences<string>();
    const missing = new Offences<string>();
    const unknown = new Offences<string>();
    const proofs = { broken: [] as number[], missing: [] as number[] };
    for (const [key, ops] of this.#byKey) {
      const found = linearize(this.#steps(ops, false), this.#limits);
      if (found.type === 'impossible') {
        broken.add(this.#inWords(key, found));
        proofs.broken.push(...around(ops, found.op));
      } else if (found.type === 'unknown') unknown.add(`key ${key}: ${found.reason}`);
      else if (ops.some((op) => this.#saysMissing(op))) {
        const strict = linearize(this.#steps(ops, true), this.#limits);
        if (strict.type !== 'impossible') continue;
        missing.add(this.#inWords(key, strict));
        proofs.missing.push(...around(ops, strict.op));
      }
    }
    const asItIs = (text: string): string => text;
    return {
      facts: { keys: this.#byKey.size },
      rules: [
        provedBy(ruleOf('keys are not linearizable', broken, asItIs), proofs.broken),
        ruleOf('keys could not be judged', unknown, asItIs),
        passedByMaelstrom(
          provedBy(
            ruleOf('keys were missing after a write had been acknowledged', missing, asItIs),
            proofs.missing,
          ),
        ),
      ],
    };
  }

  /** @param withMissing whether reads that found no key count as reads of that */
  #steps(ops: readonly Operation[], withMissing: boolean): Step<Operation>[] {
    return ops.flatMap((op): Step<Operation>[] => {
      const { invokedAtMs, completedAtMs, error } = op;
      if (this.#saysMissing(op)) {
        const effect = { f: 'read', value: undefined } as const;
        return withMissing ? [{ op, effect, invokedAtMs, completedAtMs }] : [];
      }
      const outcome = outcomeOf(completedAtMs, error);
      if (outcome === 'failed') return [];
      const effect = this.#effectOf(op);
      return [{ op, effect, invokedAtMs, completedAtMs: outcome === 'done' ? completedAtMs : undefined }];
    });
  }

  #saysMissing(op: Operation): boolean {
    return op.kind === 'read' && (op.error === MISSING || this.#read.get(op) === NULL);
  }

  #effectOf(op: Operation): Effect {
    if (op.kind === 'read') return { f: 'read', value: this.#read.get(op) };
    const written = JSON.parse(op.value ?? 'null') as unknown;
    if (!Array.isArray(written)) return { f: 'write', value: exactText(written) };
    const [from, to] = written as unknown[];
    return { f: 'cas', from: exactText(from), to: exactText(to) };
  }

  /** In a sentence, for people. */
  #inWords(
    key: string | number,
    { op, possible }: Extract<Linearization<Operation>, { type: 'impossible' }>,
  ): string {
    const effect = this.#saysMissing(op) ? ({ f: 'read', value: undefined } as const) : this.#effectOf(op);
    // A write is possible whatever the key holds.
    const did =
      effect.f === 'cas'
        ? `set ${shown(effect.from)} to ${shown(effect.to)} at`
        : `read ${shown(effect.value)} under`;
    const holds = possible.map(shown).sort().join(' or ');
    return `operation ${op.id}, at ${op.node}, ${did} key ${key}, which can only have held ${holds} then`;
  }
}

/** The operation that cannot be, and those of the key before it that say why. */
function around(ops: readonly Operation[], op: Operation): number[] {
  const before = ops.filter(
    ({ id, invokedAtMs }) => id !== op.id && invokedAtMs <= (op.completedAtMs ?? Infinity),
  );
  return [...before.slice(-PROOF_BEFORE), op].map(({ id }) => id);
}

/** The value, or that there is none. */
function shown(value: Value): string {
  return value ?? 'nothing';
}
