import { moveCeremony } from '@brebaje/ceremony/ceremony-status';
import { type CeremonyTransaction, writeCeremony } from './ceremony-transaction.ts';

/** Closes an open ceremony because its day or its number of contributions has come; it drains from then on. */
export async function closeCeremony(
  transaction: CeremonyTransaction,
  cause: 'count' | 'date',
): Promise<void> {
  const { policy, gate } = transaction;
  if (gate.status !== 'OPENED') return;
  const closed = moveCeremony(policy, gate, 'CLOSED', 'server', { drained: false, accepted: 0 });
  if ('refusal' in closed) throw new Error(`an open ceremony cannot be closed: ${closed.refusal}`);
  await writeCeremony(transaction, {
    status: closed.gate.status,
    draining: closed.gate.draining ? 1 : 0,
  });
  transaction.emit(closed.events.map((event) => ({ ...event, data: { ...event.data, cause } })));
}
