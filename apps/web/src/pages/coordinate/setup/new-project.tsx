import { useState } from 'react';
import { rest } from '../../../server/rest.ts';
import { useTexts } from '../../../texts/use-texts.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { DialogButtons } from '../../../ui/dialog-buttons.tsx';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { INPUT, InputFrame } from './form/input-frame.tsx';
import { slugOf } from './form/what-part.tsx';
import { useAct } from './use-act.ts';

/** A project owns ceremonies and has coordinators. */
export function NewProject({ onClose }: { onClose(): void }) {
  const { t } = useTexts();
  const act = useAct();
  const [name, setName] = useState('');
  const [slug, setSlug] = useState<string>();
  const [description, setDescription] = useState('');
  const [support, setSupport] = useState('');
  const make = async () => {
    const body = {
      slug: slug ?? slugOf(name),
      name,
      description: description.trim() || undefined,
      support: support.trim() || undefined,
    };
    if (await act.run(() => rest.call({ method: 'POST', path: '/projects', body }))) onClose();
  };
  return (
    <Dialog title={t('setup.newProject')} onClose={onClose}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          void make();
        }}
      >
        <InputFrame label={t('setup.projectName')}>
          {(described) => (
            <input
              {...described}
              required
              maxLength={120}
              className={INPUT}
              value={name}
              onChange={({ target }) => setName(target.value)}
            />
          )}
        </InputFrame>
        <InputFrame label={t('setup.projectSlug')}>
          {(described) => (
            <input
              {...described}
              required
              maxLength={64}
              className={`${INPUT} font-mono`}
              value={slug ?? slugOf(name)}
              onChange={({ target }) => setSlug(target.value.toLowerCase())}
            />
          )}
        </InputFrame>
        <InputFrame label={t('setup.projectDescription')} optional>
          {(described) => (
            <textarea
              {...described}
              rows={2}
              className={INPUT}
              value={description}
              onChange={({ target }) => setDescription(target.value)}
            />
          )}
        </InputFrame>
        <InputFrame label={t('setup.projectSupport')} optional>
          {(described) => (
            <input
              {...described}
              className={INPUT}
              value={support}
              onChange={({ target }) => setSupport(target.value)}
            />
          )}
        </InputFrame>
        {act.error !== undefined && <ErrorNotice error={act.error} />}
        <DialogButtons back={t('setup.cancel')} onBack={onClose} busy={act.busy}>
          {t('setup.makeProject')}
        </DialogButtons>
      </form>
    </Dialog>
  );
}
