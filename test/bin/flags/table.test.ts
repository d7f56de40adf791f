/** Every flag of every command: a mistake is named in one line, with the flag, and what the help shows as its default is accepted. */

import assert from 'node:assert/strict';
import { CommanderError, type Command } from 'commander';
import { benchCommand } from '../../../src/bin/bench.ts';
import { BENCH } from '../../../src/bin/bench/flags.ts';
import type { CommandFlags, CommandName, Flag } from '../../../src/bin/flags/flag.ts';
import { valuesOf } from '../../../src/bin/flags/option.ts';
import { defaultText } from '../../../src/bin/flags/value.ts';
import { nodeCommand } from '../../../src/bin/node.ts';
import { NODE } from '../../../src/bin/node/flags.ts';
import { simulateCommand } from '../../../src/bin/simulate.ts';
import { SERVE } from '../../../src/bin/serve/flags.ts';
import { serveCommand } from '../../../src/bin/serve.ts';
import { settingsFrom, SIMULATE } from '../../../src/bin/simulate/flags.ts';

const COMMANDS: readonly (readonly [flags: CommandFlags, make: () => Command])[] = [
  [NODE, nodeCommand],
  [SERVE, serveCommand],
  [BENCH, benchCommand],
  [SIMULATE, simulateCommand],
];

/** Parts of the settings that no single flag sets. */
const WITHOUT_FLAG = ['output', 'nodeArgs', 'gossip'];

/** How agents are reached that make a run. */
const AGENTS = ['agents', 'natsUser', 'natsPasswordFile', 'natsCreds', 'ca', 'cert', 'key', 'isInsecure'];

/** What flags set beside the settings of a run. */
const REPORT = ['config', 'out', 'full', 'open', 'json'];
const BESIDE_SETTINGS: Readonly<Record<CommandName, readonly string[]>> = {
  node: ['preset'],
  serve: ['preset', 'node', 'certs'],
  bench: [
    ...[...REPORT, 'forever', 'partitionEveryMs', 'nemesis', 'sweep', 'target', 'replicas', 'links'],
    ...['bandwidthMbitPerSec', 'wait', 'synchronousCommit', 'semiSync', 'consistency', 'reads', 'prefix'],
    // The authority of APIs is a setting of the bench, and that of NATS servers is the same flag.
    ...AGENTS.filter((name) => name !== 'agents' && name !== 'ca'),
  ],
  probe: [],
  // Where members are fixed, or no topology is given, there is no such setting.
  simulate: [
    ...REPORT,
    'preset',
    'sweep',
    'swarm',
    'reproduce',
    'jobs',
    'memberChanges',
    'topologyShape',
    ...AGENTS,
  ],
  exercise: [],
  tune: [],
  agent: [],
  compare: [],
  swim: [],
  certs: [],
  backup: [],
  restore: [],
  members: [],
};

/** What is said of these words; undefined where there is nothing wrong. */
function complaint(make: () => Command, words: readonly string[]): string | undefined {
  let said = '';
  const command = make()
    .action(() => undefined)
    .exitOverride()
    .configureOutput({ writeErr: (text) => (said += text) });
  try {
    command.parse(words, { from: 'user' });
    return undefined;
  } catch (error) {
    assert.ok(error instanceof CommanderError, String(error));
    return said;
  }
}

/** A text that no flag of this kind takes; undefined where every text will do. */
function nonsenseFor({ kind, parse }: Flag): string | undefined {
  if (parse !== undefined) return 'non=sense?';
  return { duration: '5x', number: 'x', share: '300%', choice: '?', names: '', text: '', switch: '' }[kind];
}

describe('the flags of', () => {
  for (const [spec, make] of COMMANDS) {
    // The bench takes any name of a preset and of a strategy: another program may know it. What our nodes do not know is refused later.
    const isFree = ({ name }: Flag): boolean => spec.name === 'bench' && name === 'preset';

    it(`${spec.name} refuse nonsense, in one line that names the flag`, () => {
      for (const flag of spec.flags.filter((one) => !isFree(one))) {
        const text = nonsenseFor(flag) ?? '';
        if (text === '') continue;
        const said = complaint(make, [`--${flag.name}`, text]) ?? 'nothing';
        assert.match(
          said,
          new RegExp(
            `^error: option '(--[a-z-]+, )?--${flag.name} <[^>]+>' argument '.+' is invalid\\. .{10,}\n$`,
          ),
        );
        assert.doesNotMatch(said, /NaN|undefined|null/);
      }
    });

    it(`${spec.name} miss a value that is not there`, () => {
      for (const { name, kind } of spec.flags) {
        const said = complaint(make, [`--${name}`]);
        if (kind === 'switch') assert.equal(said, undefined);
        else
          assert.match(
            said ?? 'nothing',
            new RegExp(`^error: option '(--[a-z-]+, )?--${name} <[^>]+>' argument missing\n$`),
          );
      }
    });

    it(`${spec.name} take the defaults and the examples that are shown`, () => {
      for (const flag of spec.flags) {
        const shown = [defaultText(flag, spec)?.replaceAll(' ', ','), flag.example];
        for (const text of shown.filter((one) => one !== undefined))
          assert.equal(complaint(make, flag.kind === 'switch' ? [] : [`--${flag.name}`, text]), undefined);
      }
      const defaults = new Map(
        spec.flags.flatMap((flag): [string, string][] => {
          const text = defaultText(flag, spec)?.replaceAll(' ', ',');
          return text === undefined || flag.kind === 'switch' ? [] : [[flag.name, text]];
        }),
      );
      for (const [setting, value] of Object.entries(valuesOf(defaults, spec)))
        assert.deepEqual(value, spec.defaults[setting], setting);
    });

    it(`${spec.name} suggest the flag that was meant`, () => {
      assert.match(
        complaint(make, ['--stratgey', 'plumtree']) ?? '',
        /^error: unknown option '--stratgey'\n.*--strategy/,
      );
    });

    it(`${spec.name} set every setting once, and nothing that there is not`, () => {
      const set = spec.flags.map(({ setting }) => setting).toSorted();
      const settings = Object.keys(spec.defaults).filter((name) => !WITHOUT_FLAG.includes(name));
      assert.deepEqual(set, [...settings, ...BESIDE_SETTINGS[spec.name]].toSorted());
      assert.equal(new Set(spec.flags.map(({ name }) => name)).size, set.length);
    });
  }
});

describe('a number out of its bounds', () => {
  it('is refused in words', () => {
    const said = (...words: string[]): string => complaint(simulateCommand, words) ?? '';
    assert.match(said('--loss', '150%'), / It must be at most 1\. Example/);
    assert.match(said('--nodes', '0'), / It must be at least 1\. Example/);
    assert.match(said('--nodes', '2.5'), / It must be a whole number\. Example/);
  });
});

describe('a flag whose setting has no default', () => {
  it('reaches the simulation like any other', () => {
    assert.equal(settingsFrom(new Map([['member-changes', '4']])).memberChanges, 4);
    assert.equal('memberChanges' in settingsFrom(new Map()), false);
  });
});
