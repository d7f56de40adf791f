/** What is due is done in its order, and the list says when it wants to be called again. */

import assert from 'node:assert/strict';
import { Agenda, type Duty } from '../../src/core/agenda.ts';

describe('the agenda', () => {
  const done: string[] = [];
  const part = { a: { dueAtMs: 50 }, b: { dueAtMs: 100 }, c: { dueAtMs: Infinity } };
  const duty = (name: keyof typeof part, run: () => void = () => undefined): Duty => ({
    part: part[name],
    run: (now) => {
      done.push(`${name} ${now}`);
      part[name].dueAtMs = Infinity;
      run();
    },
  });

  it('does what is due and nothing else, and knows what is due next', () => {
    const agenda = new Agenda([duty('a'), duty('b', () => (part.c.dueAtMs = 70)), duty('c')]);
    assert.ok(agenda.dueAtMs <= 0, 'it has to be asked first');
    agenda.run(40);
    assert.deepEqual([done, agenda.dueAtMs], [[], 50]);
    agenda.run(50);
    assert.deepEqual([done.splice(0), agenda.dueAtMs], [['a 50'], 100]);
    agenda.run(100);
    assert.deepEqual([done.splice(0), agenda.dueAtMs], [['b 100', 'c 100'], Infinity], 'c became due by b');
    part.a.dueAtMs = 200;
    part.b.dueAtMs = 150;
    agenda.run(140);
    assert.equal(agenda.dueAtMs, 150);
    const first = new Agenda([duty('a', () => (part.b.dueAtMs = 300)), duty('b')]);
    part.b.dueAtMs = 250;
    first.run(200);
    assert.deepEqual([done.splice(0), first.dueAtMs], [['a 200'], 300]);
  });
});
