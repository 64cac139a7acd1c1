import type { CeremonyBody } from '@brebaje/client/rest/bodies';
import { useState } from 'react';
import { rest } from '../../../server/rest.ts';
import { useTexts } from '../../../texts/use-texts.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { DialogButtons } from '../../../ui/dialog-buttons.tsx';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { INPUT, InputFrame } from './form/input-frame.tsx';
import { ReasonInput } from './form/reason-input.tsx';
import { MOVES, type Move } from './moves.ts';
import { useAct } from './use-act.ts';

const TITLES = {
  open: 'setup.openTitle',
  resume: 'setup.resumeTitle',
  pause: 'setup.pauseTitle',
  close: 'setup.closeTitle',
  cancel: 'setup.cancelTitle',
  archive: 'setup.archiveTitle',
  unarchive: 'setup.unarchive',
  remove: 'setup.removeTitle',
} as const;
const SAYS = {
  open: 'setup.openSays',
  resume: 'setup.resumeSays',
  pause: 'setup.pauseSays',
  close: 'setup.closeSays',
  cancel: 'setup.cancelSays',
  archive: 'setup.archiveSays',
  unarchive: undefined,
  remove: 'setup.removeSays',
} as const;
export const BUTTONS = {
  open: 'setup.open',
  resume: 'setup.resume',
  pause: 'setup.pause',
  close: 'setup.close',
  cancel: 'setup.cancelCeremony',
  archive: 'setup.archive',
  unarchive: 'setup.unarchive',
  remove: 'setup.removeCeremony',
} as const;

/** Asks once more, with what it will mean and the reason where one is wanted. */
export function MoveDialog({
  move,
  ceremony,
  onClose,
  onDone,
}: {
  move: Move;
  ceremony: CeremonyBody;
  onClose(): void;
  onDone?: () => void;
}) {
  const { t } = useTexts();
  const act = useAct();
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  // What it was decided by: the ceremony may be read again behind the dialog. Whoever was refused knows that.
  const [seen, setSeen] = useState<CeremonyBody | undefined>(ceremony);
  const rule = MOVES[move];
  const says = SAYS[move];
  const ready =
    (rule.reason !== 'needed' || reason.trim() !== '') && (!rule.typed || typed.trim() === ceremony.slug);
  const go = async () => {
    const done = await act.run(() => rest.call(rule.request(seen ?? ceremony, reason.trim() || undefined)));
    if (!done) return setSeen(undefined);
    onClose();
    onDone?.();
  };
  return (
    <Dialog title={t(TITLES[move], { title: ceremony.title })} onClose={onClose}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) void go();
        }}
      >
        {says && <p>{t(says)}</p>}
        {move === 'close' && ceremony.beacon && (
          <p>{t('setup.closeBeacon', { beacon: ceremony.beacon.words })}</p>
        )}
        {rule.reason !== 'none' && (
          <ReasonInput value={reason} optional={rule.reason === 'optional'} onChange={setReason} />
        )}
        {rule.typed && (
          <InputFrame label={t('setup.typeSlug', { slug: ceremony.slug })}>
            {(described) => (
              <input
                {...described}
                autoComplete="off"
                className={`${INPUT} font-mono`}
                value={typed}
                onChange={({ target }) => setTyped(target.value)}
              />
            )}
          </InputFrame>
        )}
        {act.error !== undefined && <ErrorNotice error={act.error} />}
        <DialogButtons
          back={t('setup.back')}
          onBack={onClose}
          danger={rule.danger}
          busy={act.busy}
          disabled={!ready}
        >
          {t(BUTTONS[move])}
        </DialogButtons>
      </form>
    </Dialog>
  );
}
