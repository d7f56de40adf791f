/** Apart from the schemas: who writes a report, or asks of which version one is, checks none. */

/** Raised whenever a field changes its meaning or goes away; new fields do not raise it. */
export const SCHEMA_VERSION = 2;
