/** A circuit on its way: its files, then its genesis. */
import { useState } from 'react';
import { rest } from '../../../../server/rest.ts';
import { useTexts } from '../../../../texts/use-texts.tsx';
import { Button } from '../../../../ui/button.tsx';
import { Card } from '../../../../ui/card.tsx';
import { Dialog } from '../../../../ui/dialog.tsx';
import { DialogButtons } from '../../../../ui/dialog-buttons.tsx';
import { ErrorNotice } from '../../../../ui/error-notice.tsx';
import { Notice } from '../../../../ui/notice.tsx';
import { Progress } from '../../../../ui/progress.tsx';
import { useAct } from '../use-act.ts';
import { forgetFiles } from './kept-files.ts';
import { type Draft, type OnItsWay, putAway } from './registering.ts';
import { Resume } from './resume.tsx';

export function DraftCard({
  draft,
  ceremony,
  way,
}: {
  draft: Draft | undefined;
  ceremony: { id: number; slug: string };
  way: OnItsWay | undefined;
}) {
  const { t } = useTexts();
  const act = useAct();
  const [leaving, setLeaving] = useState(false);
  const slug = draft?.slug ?? way?.slug ?? '';
  const sending = way !== undefined && way.error === undefined;
  const path = `/drafts/${draft?.id}`;
  const post = (what: 'start' | 'cancel') =>
    act.run(() => rest.call({ method: 'POST', path: `${path}/${what}` }));
  const giveUp = async () => {
    const done = await act.run(async () => {
      if (draft) await rest.call({ method: 'DELETE', path });
      await forgetFiles(ceremony.slug, slug);
    });
    if (done) putAway(ceremony.id, slug);
  };
  return (
    <Card
      title={slug}
      action={
        sending ? (
          <Button look="quiet" onClick={way.stop}>
            {t('setupCircuits.stop')}
          </Button>
        ) : draft?.state === 'WORKING' ? (
          <Button look="quiet" busy={act.busy} onClick={() => void post('cancel')}>
            {t('setupCircuits.cancelGenesis')}
          </Button>
        ) : (
          <Button look="quiet" onClick={() => setLeaving(true)}>
            {t('setupCircuits.giveUp')}
          </Button>
        )
      }
    >
      <div className="flex flex-col gap-4">
        {way && <Files way={way} />}
        {draft?.state === 'WORKING' && <Genesis draft={draft} />}
        {draft?.state === 'FAILED' && !sending && (
          <Notice tone="bad" title={t('setupCircuits.failed')}>
            <p>{draft.problem}</p>
            <p className="mt-3">
              <Button look="quiet" busy={act.busy} onClick={() => void post('start')}>
                {t('setupCircuits.again')}
              </Button>
            </p>
          </Notice>
        )}
        {draft && !sending && draft.state !== 'WORKING' && (
          <Resume key={draft.state} draft={draft} ceremony={ceremony} onStart={() => void post('start')} />
        )}
        {act.error !== undefined && <ErrorNotice error={act.error} />}
      </div>
      {leaving && (
        <Dialog title={t('setupCircuits.giveUpTitle', { slug })} onClose={() => setLeaving(false)}>
          <p>{t('setupCircuits.giveUpSays')}</p>
          <DialogButtons
            back={t('setup.back')}
            onBack={() => setLeaving(false)}
            danger
            busy={act.busy}
            onAct={() => void giveUp()}
          >
            {t('setupCircuits.giveUp')}
          </DialogButtons>
        </Dialog>
      )}
    </Card>
  );
}

/** Files that are sent now, and why they are not any more. */
function Files({ way }: { way: OnItsWay }) {
  const { t } = useTexts();
  const stopped = (way.error as { code?: string } | undefined)?.code === 'STOPPED';
  return (
    <>
      {way.files.map(({ kind, name, size, done, state, trouble }) => (
        <div key={kind}>
          {state === 'sending' && way.error === undefined ? (
            <Progress label={t('setupCircuits.uploading', { name })} value={size === 0 ? 1 : done / size} />
          ) : (
            <p className="text-sm text-soft">
              {t(state === 'there' ? 'setupCircuits.isThere' : 'setupCircuits.waits', { name })}
            </p>
          )}
          {trouble !== undefined && way.error === undefined && (
            <p role="status" className="text-sm text-warn">
              {t('setupCircuits.trouble', { reason: trouble })}
            </p>
          )}
        </div>
      ))}
      {stopped && <p role="status">{t('setupCircuits.stopped')}</p>}
      {way.error !== undefined && !stopped && <ErrorNotice error={way.error} />}
    </>
  );
}

function Genesis({ draft }: { draft: Draft }) {
  const { t } = useTexts();
  const { phase, progress = 0, queued = true } = draft.genesis ?? {};
  return (
    <div role="status">
      {queued || phase === undefined ? (
        <Progress label={t('setupCircuits.queued')} value={undefined} />
      ) : (
        <Progress label={t(`setupCircuits.phase_${phase}`)} value={progress / 100} />
      )}
    </div>
  );
}
