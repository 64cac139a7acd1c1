/** The last question before the result: the beacon's value where the server cannot ask for it, and the reason. */
import type { CeremonyBody } from '@brebaje/client/rest/bodies';
import { useState } from 'react';
import { read, rest } from '../../../../server/rest.ts';
import { useTexts } from '../../../../texts/use-texts.tsx';
import { Button } from '../../../../ui/button.tsx';
import { Dialog } from '../../../../ui/dialog.tsx';
import { DialogButtons } from '../../../../ui/dialog-buttons.tsx';
import { ErrorNotice } from '../../../../ui/error-notice.tsx';
import { Notice } from '../../../../ui/notice.tsx';
import { INPUT, InputFrame } from '../form/input-frame.tsx';
import { ReasonInput } from '../form/reason-input.tsx';
import { useAct } from '../use-act.ts';
import { parseBeacon } from './given-beacon.ts';
import { isMade } from './stage.ts';

export function FinalizeDialog({ ceremony, onClose }: { ceremony: CeremonyBody; onClose(): void }) {
  const { t } = useTexts();
  const act = useAct();
  const [reason, setReason] = useState('');
  const [pasted, setPasted] = useState('');
  const [late, setLate] = useState(false);
  const given = pasted.trim() === '' ? undefined : parseBeacon(pasted);
  const bad = pasted.trim() !== '' && given === undefined;
  const { beacon, finalization } = ceremony;
  const path = `/ceremonies/${ceremony.id}`;
  const go = async () => {
    const done = await act.run(async () => {
      // The server confirms a second order without a look at its beacon: whoever gives it shall know.
      const now = await read<CeremonyBody>(path);
      if (isMade(now)) setLate(true);
      else {
        const body = { reason: reason.trim() || undefined, beacon: given };
        await rest.call({ method: 'POST', path: `${path}/finalize`, body });
      }
      return !isMade(now);
    });
    if (done) onClose();
  };
  if (late || isMade(ceremony))
    return (
      <Dialog title={t('setup.finalizeTitle', { title: ceremony.title })} onClose={onClose}>
        <Notice tone="warn" live="assertive" title={t('setup.finalizeLate')}>
          <p>{t('setup.finalizeLateSays')}</p>
        </Notice>
        <div className="flex justify-end">
          <Button onClick={onClose}>{t('shell.close')}</Button>
        </div>
      </Dialog>
    );
  return (
    <Dialog title={t('setup.finalizeTitle', { title: ceremony.title })} onClose={onClose}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (!bad) void go();
        }}
      >
        <p>{t('setup.finalizeSays')}</p>
        <ReasonInput value={reason} optional onChange={setReason} />
        {beacon && (
          <details open={finalization?.state === 'FAILED'}>
            <summary className="min-h-11 cursor-pointer content-center font-semibold text-accent">
              {t('setup.giveBeacon')}
            </summary>
            <InputFrame
              label={
                beacon.round === undefined
                  ? t('setup.givenMix')
                  : t('setup.givenRound', { round: `${beacon.round}` })
              }
              hint={
                beacon.round === undefined
                  ? t('setup.givenMixHint', { slot: `${beacon.slot ?? ''}` })
                  : t('setup.givenRoundHint', { example: '{"round": …, "signature": "…"}' })
              }
              faults={bad ? [t('setup.givenBeaconBad')] : []}
            >
              {(described) => (
                <textarea
                  {...described}
                  rows={4}
                  spellCheck={false}
                  className={`${INPUT} font-mono text-sm`}
                  value={pasted}
                  onChange={({ target }) => setPasted(target.value)}
                />
              )}
            </InputFrame>
          </details>
        )}
        {act.error !== undefined && <ErrorNotice error={act.error} />}
        <DialogButtons back={t('setup.back')} onBack={onClose} busy={act.busy} disabled={bad}>
          {t('setup.finalize')}
        </DialogButtons>
      </form>
    </Dialog>
  );
}
