/** What a NATS server does not permit: no patience mends it. The library hands it over as the cause of another error at times. */

import { errors } from '@nats-io/transport-node';

/** Undefined: it is something else, which may pass. */
export function refusalIn(error: unknown): Error | undefined {
  if (error instanceof errors.PermissionViolationError || error instanceof errors.AuthorizationError)
    return error;
  return error instanceof Error && error.cause !== undefined ? refusalIn(error.cause) : undefined;
}
