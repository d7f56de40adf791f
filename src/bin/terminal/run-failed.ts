/** A run that could not be made, for a reason that its message says in full: no stack belongs to it. */

export class RunFailed extends Error {}
