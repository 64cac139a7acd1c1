/** Somebody who runs a ceremony, as far as its public log tells: a role and a user number, never a name. */
export interface Acting {
  who: 'coordinator' | 'operator';
  /** Number of the user; absent on the machine itself. */
  by?: number | undefined;
  /** Public for ever. */
  reason?: string | undefined;
}

/** What an event says of whoever acted. */
export function told({ who, by, reason }: Acting): Record<string, unknown> {
  return { who, ...(by === undefined ? {} : { by }), ...(reason === undefined ? {} : { reason }) };
}
