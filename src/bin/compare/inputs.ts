/** Finds and reads the reports that are to be compared: files, and folders of them. */

import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pastReport, type PastReport } from '../../report/compare/past-report.ts';
import { readJson } from '../terminal/json-file.ts';
import { RunFailed } from '../terminal/run-failed.ts';

/** In the order in which they are given; those of a folder in the order of their names. @throws {RunFailed} */
export function readReports(paths: readonly string[]): PastReport[] {
  const reports = paths.flatMap(filesAt).map(read);
  if (reports.length < 2)
    throw new RunFailed(
      `it takes two reports to compare, and ${paths.join(' ')} has ${reports.length}: give report.json files, or a folder of them`,
    );
  return reports;
}

/** A folder holds reports by any name, or folders that `--out` wrote. */
function filesAt(path: string): string[] {
  return wellPut(path, () => {
    if (!statSync(path).isDirectory()) return [path];
    const entries = readdirSync(path, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const files = entries
      .filter((one) => one.isFile() && one.name.endsWith('.json'))
      .map((one) => join(path, one.name));
    const written = entries
      .filter((one) => one.isDirectory())
      .map((one) => join(path, one.name, 'report.json'));
    return [
      ...files,
      ...written.filter((one) => statSync(one, { throwIfNoEntry: false })?.isFile() === true),
    ];
  });
}

function read(path: string): PastReport {
  return wellPut(path, () => pastReport(path, readJson(path)));
}

function wellPut<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    const { message } = error as Error;
    throw new RunFailed(error instanceof RangeError ? message : `${path}: cannot be read: ${message}`);
  }
}
