/** Names a later value for the end of every chain: all that can still be changed of a closed ceremony's rules. */
import type { CeremonyBody } from '@brebaje/client/rest/bodies';
import { useState } from 'react';
import { rest } from '../../../../server/rest.ts';
import { useTexts } from '../../../../texts/use-texts.tsx';
import { Dialog } from '../../../../ui/dialog.tsx';
import { DialogButtons } from '../../../../ui/dialog-buttons.tsx';
import { ErrorNotice } from '../../../../ui/error-notice.tsx';
import { INPUT, InputFrame } from '../form/input-frame.tsx';
import { ReasonInput } from '../form/reason-input.tsx';
import { useAct } from '../use-act.ts';
import { publishedAt } from './stage.ts';

export function LaterBeacon({
  ceremony,
  beacon,
  onClose,
}: {
  ceremony: CeremonyBody;
  beacon: NonNullable<CeremonyBody['beacon']>;
  onClose(): void;
}) {
  const { t, formats } = useTexts();
  const act = useAct();
  const named = beacon.round ?? beacon.slot ?? 0;
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  const number = /^\d{1,15}$/.test(typed.trim()) ? Number(typed) : undefined;
  const bad = typed.trim() !== '' && (number === undefined || number <= named);
  const at = number === undefined ? undefined : publishedAt(beacon, number);
  const ready = number !== undefined && !bad && reason.trim() !== '';
  const go = async () => {
    const { source } = beacon;
    const later = source === 'ethereum-slot' ? { source, slot: number } : { source, round: number };
    const body = { policy: { beacon: later }, reason: reason.trim() };
    if (await act.run(() => rest.call({ method: 'PATCH', path: `/ceremonies/${ceremony.id}`, body })))
      onClose();
  };
  return (
    <Dialog title={t('setup.laterTitle')} onClose={onClose}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) void go();
        }}
      >
        <p>{t('setup.laterSays')}</p>
        <InputFrame
          label={t(beacon.source === 'ethereum-slot' ? 'setup.laterSlot' : 'setup.laterRound')}
          hint={t('setup.laterHint', { number: `${named}` })}
          faults={bad ? [t('setup.laterBad', { number: `${named}` })] : []}
        >
          {(described) => (
            <input
              {...described}
              inputMode="numeric"
              autoComplete="off"
              className={INPUT}
              value={typed}
              onChange={({ target }) => setTyped(target.value)}
            />
          )}
        </InputFrame>
        {at !== undefined && !bad && (
          <p role="status" className="text-sm text-soft">
            {t('setup.laterWhen', { when: formats.moment(at) })}
          </p>
        )}
        <ReasonInput value={reason} onChange={setReason} />
        {act.error !== undefined && <ErrorNotice error={act.error} />}
        <DialogButtons back={t('setup.back')} onBack={onClose} busy={act.busy} disabled={!ready}>
          {t('setup.laterDo')}
        </DialogButtons>
      </form>
    </Dialog>
  );
}
