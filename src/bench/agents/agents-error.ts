/** No run can be made on the agents that there are, or are not: its message says what to do. */

export class AgentsError extends Error {}
