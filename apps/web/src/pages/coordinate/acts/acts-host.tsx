/** The dialog of acts, and below the page what the last one did, with the way back where there is one. */
import { type ReactNode, useCallback, useMemo, useState } from 'react';
import { useTexts } from '../../../texts/use-texts.tsx';
import { QueueDialog } from '../queue/queue-dialog.tsx';
import { ReservationDialog } from '../reservations/reservation-dialog.tsx';
import { ActsDialog } from './acts-dialog.tsx';
import { ActsContext, type Target } from './use-acts.tsx';

/** What an act did, in words. */
export interface Told {
  words: string;
  undo?: { words: string; target: Target };
}

export function ActsHost({ children }: { children: ReactNode }) {
  const { t } = useTexts();
  const [target, setTarget] = useState<Target>();
  const [told, setTold] = useState<Told>();
  const acts = useMemo(() => ({ open: setTarget }), []);
  const close = useCallback(() => setTarget(undefined), []);
  return (
    <ActsContext value={acts}>
      {children}
      {target && 'reservation' in target && (
        <ReservationDialog key={JSON.stringify(target)} target={target} onClose={close} onDone={setTold} />
      )}
      {target && 'queue' in target && (
        <QueueDialog
          key={JSON.stringify(target)}
          target={target}
          onClose={close}
          onDone={(told) => {
            setTold(told);
            close();
          }}
        />
      )}
      {target && !('reservation' in target || 'queue' in target) && (
        <ActsDialog
          key={`${target.circuit?.id} ${target.participantId} ${target.act}`}
          target={target}
          onClose={close}
          onDone={setTold}
        />
      )}
      {/* It stands over the page and moves nothing on it. */}
      <div
        role="status"
        className="pointer-events-none fixed inset-x-0 bottom-0 z-20 flex justify-center p-3"
      >
        {told && (
          <div className="pointer-events-auto flex max-w-2xl flex-wrap items-center gap-3 rounded-xl border border-line bg-card px-4 py-2 shadow-xl">
            <span className="min-w-0">
              <bdi>{told.words}</bdi>
            </span>
            {told.undo && (
              <button
                type="button"
                className="min-h-11 font-semibold text-accent underline"
                onClick={() => setTarget(told.undo!.target)}
              >
                {told.undo.words}
              </button>
            )}
            <button
              type="button"
              className="min-h-11 min-w-11 text-soft"
              onClick={() => setTold(undefined)}
              aria-label={t('board.dismiss')}
            >
              ✕
            </button>
          </div>
        )}
      </div>
    </ActsContext>
  );
}
