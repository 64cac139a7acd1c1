import type { Told } from '../acts/acts-host.tsx';
import { AddReservation } from './add-reservation.tsx';
import { ChangeReservation } from './change-reservation.tsx';
import type { ReservationTarget } from './reservation-target.ts';

/** The dialog of one act on a kept turn. */
export function ReservationDialog({
  target,
  onClose,
  onDone,
}: {
  target: ReservationTarget;
  onClose(): void;
  onDone(told: Told): void;
}) {
  const done = (told: Told) => {
    onDone(told);
    onClose();
  };
  if (target.reservation === 'add')
    return <AddReservation wanted={target.wanted ?? {}} onClose={onClose} onDone={done} />;
  return <ChangeReservation target={target} onClose={onClose} onDone={done} />;
}
