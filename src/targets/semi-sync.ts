/**
 * What a commit of MariaDB waits for: nobody, or a replica that has received it, before the transaction shows (`after_sync`) or after
 * (`after_commit`). It is a setting of the whole server, so it is touched only where `--semi-sync` asks for it; what it was before is written
 * down with the table that a run makes, and put back with the end of that table, even by the next run.
 */

import type { MariadbClient } from './clients/mariadb-client.ts';
import { StoreError } from './store.ts';

export interface SemiSync {
  readonly isOn: boolean;
  /** `AFTER_SYNC`, `AFTER_COMMIT`. */
  readonly waitPoint: string;
}

/** @throws {StoreError} */
export async function semiSyncOf(client: MariadbClient): Promise<SemiSync> {
  const [row] = await client.ask<{ is_on: number; point: string }>(
    'SELECT @@GLOBAL.rpl_semi_sync_master_enabled AS is_on, @@GLOBAL.rpl_semi_sync_master_wait_point AS point',
  );
  return { isOn: Number(row?.is_on) === 1, waitPoint: row?.point ?? '' };
}

/** Whoever was not allowed to change it has nothing to put back, and would not be allowed to. @throws {StoreError} */
export async function putBack(client: MariadbClient, before: SemiSync): Promise<void> {
  const { isOn, waitPoint } = await semiSyncOf(client);
  if (isOn !== before.isOn || waitPoint !== before.waitPoint) await setSemiSync(client, before);
}

/** @throws {StoreError} */
async function setSemiSync(client: MariadbClient, { isOn, waitPoint }: SemiSync): Promise<void> {
  await client.ask('SET GLOBAL rpl_semi_sync_master_wait_point = ?', [waitPoint]);
  await client.ask(`SET GLOBAL rpl_semi_sync_master_enabled = ${isOn ? 'ON' : 'OFF'}`);
}

/** With none, each write would wait in vain until the server gives up. @throws {StoreError} */
export async function semiSyncReplicas(client: MariadbClient): Promise<number> {
  const [row] = await client.ask<{ Value: string }>("SHOW GLOBAL STATUS LIKE 'Rpl_semi_sync_master_clients'");
  return Number(row?.Value ?? 0);
}

/** @param level of `--semi-sync` @throws {StoreError} */
export async function turnSemiSync(client: MariadbClient, level: string): Promise<void> {
  const isOn = level !== 'off';
  if (isOn && (await semiSyncReplicas(client)) === 0)
    throw new StoreError(
      'no_semi_sync',
      'no replica takes part in semi-synchronous replication: at one of them, SET GLOBAL rpl_semi_sync_slave_enabled = ON, then STOP SLAVE and START SLAVE',
      true,
    );
  const { waitPoint } = await semiSyncOf(client);
  await setSemiSync(client, { isOn, waitPoint: isOn ? level.toUpperCase() : waitPoint });
}

/** In words that `settingIn` reads again. @param server which one's setting it is */
export function settingOf({ isOn, waitPoint }: SemiSync, server: number): string {
  return `semi-sync of server ${server} was ${isOn ? 'ON' : 'OFF'} ${waitPoint}`;
}

/** Undefined: there is none of this server. */
export function settingIn(text: string, server: number): SemiSync | undefined {
  const [, whose, state, waitPoint = ''] =
    /semi-sync of server (\d+) was (ON|OFF) (AFTER_SYNC|AFTER_COMMIT)\b/.exec(text) ?? [];
  return Number(whose) === server ? { isOn: state === 'ON', waitPoint } : undefined;
}
