/** `gossipscope members`: who is in a cluster of services, and how to take somebody out. */

import process from 'node:process';
import { Command } from 'commander';
import { apiUrlIn } from './api/api-url.ts';
import type { CommandFlags } from './flags/flag.ts';
import { MEMBERS_FLAGS } from './flags/members.ts';
import { addFlags, givenTo, valuesOf } from './flags/option.ts';
import type { Answer } from './members/ask.ts';
import { MEMBERS_HELP } from './members/help.ts';
import { EXIT } from './terminal/exit-codes.ts';
import { RunFailed } from './terminal/run-failed.ts';
import { usageError } from './terminal/usage-error.ts';

const MEMBERS: CommandFlags = {
  ...{ name: 'members', flags: MEMBERS_FLAGS },
  ...{ defaults: {}, schemas: {}, variables: [] },
};

const ACTIONS = ['list', 'leave', 'remove'] as const;
type Action = (typeof ACTIONS)[number];

/** The change was tried, and did not take effect or may not. */
const NOT_CHANGED: readonly number[] = [404, 409, 504];

interface Values {
  readonly api?: string;
  readonly tokenFile?: string;
  readonly ca?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

export function membersCommand(): Command {
  const command = new Command('members')
    .description('Lists the members of a cluster of services, lets one leave, or removes one that is gone.')
    .argument('[action]', ACTIONS.join(', '))
    .argument('[node]', 'whom it is about')
    .addHelpText('after', MEMBERS_HELP)
    .allowExcessArguments(false);
  return addFlags(command, MEMBERS).action((action: string | undefined, node: string | undefined) =>
    run(command, action ?? 'list', node),
  );
}

async function run(command: Command, text: string, node: string | undefined): Promise<void> {
  const {
    api,
    force = false,
    json = false,
    ...files
  } = valuesOf(givenTo(command, MEMBERS), MEMBERS) as Values;
  const action = ACTIONS.find((one) => one === text);
  if (action === undefined) usageError(command, `${text} is no action: it is one of ${ACTIONS.join(', ')}`);
  if ((node === undefined) !== (action === 'list'))
    usageError(
      command,
      action === 'list' ? 'list names no node' : `which node? gossipscope members ${action} n2`,
    );
  if (force && action !== 'remove') usageError(command, '--force is for remove');
  const url = api === undefined ? undefined : apiUrlIn(api);
  if (url === undefined)
    usageError(command, 'which node is to be asked? --api http://127.0.0.1:8080, the address of its API');
  const { ask } = await import('./members/ask.ts');
  const [method, path] = requestOf(action, node ?? '', force);
  tell(await ask({ api: url, ...files }, method, path), json);
}

function requestOf(action: Action, node: string, force: boolean): [method: string, path: string] {
  const member = `/v1/members/${encodeURIComponent(node)}`;
  if (action === 'list') return ['GET', '/v1/members'];
  if (action === 'leave') return ['POST', `${member}/leave`];
  return ['DELETE', force ? `${member}?force=true` : member];
}

/** @throws {RunFailed} */
function tell({ status, body }: Answer, json: boolean): void {
  const isOk = status === 200;
  if (json) process.stdout.write(`${JSON.stringify(body, null, 2)}\n`);
  else if (isOk) process.stdout.write(listed(body as unknown as Listed));
  if (isOk) return;
  const detail = typeof body['detail'] === 'string' ? body['detail'] : `it answered with status ${status}`;
  if (!NOT_CHANGED.includes(status)) throw new RunFailed(detail);
  process.stderr.write(`error: ${detail}\n`);
  process.exitCode = EXIT.unsound;
}

interface Listed {
  readonly view: number;
  readonly node: string;
  readonly members: readonly { readonly node: string; readonly state: string; readonly address?: string }[];
  readonly reason?: string;
}

function listed({ view, node, members, reason }: Listed): string {
  const width = Math.max(0, ...members.map((member) => member.node.length));
  const rows = members.map((member) =>
    `  ${member.node.padEnd(width)}  ${member.state.padEnd(7)}  ${member.address ?? ''}`.trimEnd(),
  );
  const head = view === 0 ? `the members that ${node} knows` : `view ${view}, as ${node} has it`;
  const note = reason === undefined ? [] : [`${node} serves nobody: ${reason}`];
  return `${[head, ...rows, ...note].join('\n')}\n`;
}
