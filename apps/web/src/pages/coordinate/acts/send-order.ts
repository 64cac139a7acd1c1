import { rest } from '../../../server/rest.ts';
import type { Act } from './acts.ts';
import type { Sight } from './acts-dialog.tsx';

export interface Order {
  act: Act;
  reason: string;
  /** extend */
  seconds: number;
  priority: number;
  /** Of an act on a circuit; otherwise it is on whom `sight` shows. */
  circuitId: number | undefined;
  sight: Sight | undefined;
}

/** Tells the server. It refuses with 412 where somebody is another than `sight` shows. */
export async function sendOrder({ act, reason, seconds, priority, circuitId, sight }: Order): Promise<void> {
  if (circuitId !== undefined) {
    await rest.call({ method: 'POST', path: `/circuits/${circuitId}/${act}`, body: { reason } });
    return;
  }
  if (!sight) return;
  const path = `/participants/${sight.person.id}`;
  const version = sight.etag === undefined ? {} : { ifMatch: sight.etag };
  switch (act) {
    case 'remove':
      await rest.call({ method: 'DELETE', path: `${path}?reason=${encodeURIComponent(reason)}` });
      return;
    case 'priority':
      await rest.call({ method: 'PATCH', path, body: { priority, reason }, ...version });
      return;
    default:
      await rest.call({
        method: 'POST',
        path: `${path}/${act}`,
        body: act === 'extend' ? { seconds, reason } : { reason },
        ...version,
      });
  }
}
