/** A switch that a variable sets: its text says whether it is on, and the flag wins over it. */

import assert from 'node:assert/strict';
import process from 'node:process';
import { settingsOf } from '../../../src/bin/node/flags.ts';
import { nodeCommand } from '../../../src/bin/node.ts';

function isOn(text: string, ...words: string[]): boolean {
  process.env['GOSSIP_TRACE_SENDS'] = text;
  const command = nodeCommand()
    .action(() => undefined)
    .parse(words, { from: 'user' });
  return settingsOf(command).traceSends;
}

describe('a switch that a variable sets', () => {
  afterEach(() => {
    delete process.env['GOSSIP_TRACE_SENDS'];
  });

  it('is on or off as its text says', () => {
    for (const text of ['true', '1']) assert.equal(isOn(text), true, text);
    for (const text of ['false', '0', '']) assert.equal(isOn(text), false, text);
  });

  it('is on where the flag is given, too', () => {
    assert.equal(isOn('false', '--trace-sends'), true);
  });
});
