import { lazyRouteComponent } from '@tanstack/react-router';
import { isPartMissing, PartMissing } from './part-missing.ts';

/**
 * A page that is loaded when somebody goes to it. The router would reload by itself where that fails, and end work
 * that goes on in this tab.
 */
// biome-ignore lint/suspicious/noExplicitAny: as the router has it.
export function pagePart<M extends Record<string, any>, K extends keyof M & string>(
  load: () => Promise<M>,
  name: K,
) {
  return lazyRouteComponent(
    () =>
      load().catch((error: unknown): never => {
        throw isPartMissing(error) ? new PartMissing(error) : error;
      }),
    name,
  );
}
