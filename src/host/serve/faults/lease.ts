/** How short a lease of faults may be: apart from what checks requests, as the command line needs it, too. */

/** A shorter one would run out between two renewals. */
export const LEASE_LEAST_MS = 500;
