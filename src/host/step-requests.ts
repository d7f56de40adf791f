/**
 * Requests that came together make one step, so many of them: what a step costs beside its inputs is then hardly anything, and
 * no more than so many answers are held at a time.
 */
export const STEP_REQUESTS = 16;
