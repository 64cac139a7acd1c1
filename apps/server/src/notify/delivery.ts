/** How an attempt to deliver a message ended. */
export type Delivery =
  | { ok: true }
  /** `permanent`: trying again cannot help. `error` is for people and holds no secret. */
  | { ok: false; permanent: boolean; error: string };

/** An attempt that takes longer has failed. */
export const ATTEMPT_MILLIS = 10_000;
