/**
 * What traces say of the process. OpenTelemetry's own detector puts the whole command line into each export, and with it the passwords
 * that addresses hold: here it has none.
 */

import process from 'node:process';
import { resources } from '@opentelemetry/sdk-node';

const WITHOUT_COMMAND_LINE: resources.ResourceDetector = {
  detect: () => {
    const { attributes = {} } = resources.processDetector.detect();
    const kept = Object.entries(attributes).filter(([name]) => !/^process\.command_(args|line)$/.test(name));
    return { attributes: Object.fromEntries(kept) };
  },
};

/** By their names in `OTEL_NODE_RESOURCE_DETECTORS`. */
const DETECTORS = new Map<string, resources.ResourceDetector>([
  ['env', resources.envDetector],
  ['host', resources.hostDetector],
  ['os', resources.osDetector],
  ['process', WITHOUT_COMMAND_LINE],
  ['serviceinstance', resources.serviceInstanceIdDetector],
]);
const USUAL = 'env,process,host';

/** Those that the environment asks for. @param complain is told of a name that means nothing */
export function resourceDetectors(complain: (text: string) => void): resources.ResourceDetector[] {
  const asked = (process.env['OTEL_NODE_RESOURCE_DETECTORS'] ?? '').trim() || USUAL;
  const names = asked.split(',').map((name) => name.trim());
  if (names.includes('none')) return [];
  if (names.includes('all')) return [...DETECTORS.values()];
  return names.flatMap((name) => {
    const found = DETECTORS.get(name);
    if (found === undefined)
      complain(
        `OTEL_NODE_RESOURCE_DETECTORS: there is no "${name}", choose of ${[...DETECTORS.keys()].join(', ')}`,
      );
    return found ?? [];
  });
}
