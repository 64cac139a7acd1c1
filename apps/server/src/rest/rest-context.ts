import type { AuthServices } from '../auth/services.ts';
import type { FaceContext } from '../http/face-context.ts';
import type { ServerContext } from '../sequencer/context.ts';

/** What handlers of REST operations work with. */
export interface RestContext {
  ctx: ServerContext;
  face: FaceContext;
  services: AuthServices;
  /** Whether there are pages besides the plain ones. */
  built: boolean;
}
