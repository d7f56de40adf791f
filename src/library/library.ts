/** The package as a library: what `import … from 'gossipscope'` gives. docs/library.md describes it. */

export { defineStrategy } from './define-strategy.ts';
export { simulate, type SimulateOptions } from './simulate.ts';
export type { CustomDissemination, StrategyDefinition } from '../core/dissemination/custom/definition.ts';
export type { Arrival, StrategyHost } from '../core/dissemination/dissemination.ts';
export type { StrategySettings } from '../core/dissemination/strategy-settings.ts';
export type { Dot } from '../core/store/dot.ts';
export type { Entry } from '../core/store/entry.ts';
export type { NodeId } from '../protocol/names.ts';
export type { SimulationReport } from '../report/schema/simulation-schema.ts';
