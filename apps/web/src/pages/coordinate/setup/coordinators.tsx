import type { AnswerBody, ItemOf } from '@brebaje/client/rest/bodies';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { read, rest } from '../../../server/rest.ts';
import { useTexts } from '../../../texts/use-texts.tsx';
import { Button } from '../../../ui/button.tsx';
import { CopyText } from '../../../ui/copy-text.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { DialogButtons } from '../../../ui/dialog-buttons.tsx';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { INPUT, InputFrame } from './form/input-frame.tsx';
import { useAct } from './use-act.ts';

type Coordinator = ItemOf<'listCoordinators'>;

/** Who coordinates a project, with links for more of them. */
export function Coordinators({
  project,
  mayChange,
  onClose,
}: {
  project: { id: number; name: string };
  mayChange: boolean;
  onClose(): void;
}) {
  const { t } = useTexts();
  const act = useAct();
  const [name, setName] = useState('');
  const [made, setMade] = useState<{ name: string; link: string }>();
  const [leaving, setLeaving] = useState<Coordinator>();
  const path = `/projects/${project.id}/coordinators`;
  const { data, error } = useQuery({
    queryKey: ['project', project.id, 'coordinators'],
    queryFn: ({ signal }) => read<AnswerBody<'listCoordinators'>>(path, signal),
  });
  const nameOf = ({ publicName, userId }: Coordinator) => publicName ?? t('setup.nameless', { id: userId });
  const invite = () =>
    act.run(async () => {
      const request = {
        method: 'POST' as const,
        path: `/projects/${project.id}/invitations`,
        body: { name: name.trim() || undefined },
      };
      const { body } = await rest.call<AnswerBody<'inviteCoordinator'>>(request);
      setMade({ name: name.trim(), link: body.link });
      setName('');
    });
  return (
    <Dialog title={t('setup.coordinatorsOf', { project: project.name })} onClose={onClose}>
      {error && <ErrorNotice error={error} />}
      <ul className="divide-y divide-line">
        {data?.items.map((one) => (
          <li key={one.userId} className="flex min-h-11 items-center gap-3 py-1">
            <span className="min-w-0 flex-1">{nameOf(one)}</span>
            {one.owner ? (
              <span className="text-sm text-soft">{t('setup.owner')}</span>
            ) : (
              mayChange && (
                <Button
                  look="quiet"
                  aria-label={t('setup.removeCoordinator', { name: nameOf(one) })}
                  onClick={() => setLeaving(one)}
                >
                  {t('setup.remove')}
                </Button>
              )
            )}
          </li>
        ))}
      </ul>
      {leaving && (
        <Notice tone="warn">
          <p>{t('setup.removeCoordinatorSure', { name: nameOf(leaving), project: project.name })}</p>
          <div className="mt-3 flex gap-3">
            <Button look="quiet" onClick={() => setLeaving(undefined)}>
              {t('setup.back')}
            </Button>
            <Button
              look="danger"
              busy={act.busy}
              onClick={async () => {
                const done = await act.run(() =>
                  rest.call({ method: 'DELETE', path: `${path}/${leaving.userId}` }),
                );
                if (done) setLeaving(undefined);
              }}
            >
              {t('setup.removeCoordinator', { name: nameOf(leaving) })}
            </Button>
          </div>
        </Notice>
      )}
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          void invite();
        }}
      >
        <InputFrame
          label={`${t('setup.inviteCoordinator')}: ${t('setup.personName')}`}
          hint={t('setup.inviteCoordinatorHint')}
          optional
        >
          {(described) => (
            <input
              {...described}
              maxLength={128}
              className={INPUT}
              value={name}
              onChange={({ target }) => setName(target.value)}
            />
          )}
        </InputFrame>
        <DialogButtons back={t('shell.close')} onBack={onClose} busy={act.busy}>
          {t('setup.makeLink')}
        </DialogButtons>
      </form>
      {made && (
        <Notice tone="good" live="polite">
          <p>{made.name ? t('setup.linkFor', { name: made.name }) : t('setup.linkForSomebody')}</p>
          <CopyText text={made.link} label={made.name} />
        </Notice>
      )}
      {act.error !== undefined && <ErrorNotice error={act.error} />}
    </Dialog>
  );
}
