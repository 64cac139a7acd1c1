/** Circuits that are about to be registered: files dropped together become one card for each r1cs. */
import { useState } from 'react';
import { useTexts } from '../../../../texts/use-texts.tsx';
import { Button } from '../../../../ui/button.tsx';
import { Card } from '../../../../ui/card.tsx';
import { DropZone } from './drop-zone.tsx';
import { FileRow } from './file-row.tsx';
import { type LookedFile, useLookedFiles } from './looked-files.ts';
import { groupsOf, NewCircuit } from './new-circuit.tsx';
import type { KnownPhase1 } from './phase1.tsx';

export function NewCircuits({
  ceremony,
  taken,
  phases,
}: {
  ceremony: { id: number; slug: string };
  /** Slugs that there are already. */
  taken: readonly string[];
  phases: readonly KnownPhase1[];
}) {
  const { t } = useTexts();
  const { files, add, remove } = useLookedFiles();
  const [begun, setBegun] = useState<readonly string[]>([]);
  const { groups, loose } = groupsOf(files);
  const dropped = (file: LookedFile) => (
    <FileRow key={file.id} file={file} onRemove={() => remove(file.id)} />
  );
  return (
    <Card title={t('setupCircuits.add')}>
      <div className="flex flex-col gap-4">
        <DropZone title={t('setupCircuits.dropTitle')} hint={t('setupCircuits.dropHint')} onFiles={add} />
        {loose.length > 0 && <ul className="divide-y divide-line">{loose.map(dropped)}</ul>}
        {groups.length === 0 && loose.length > 0 && loose.every(({ looked }) => looked) && (
          <p className="text-soft">{t('setupCircuits.r1csMissing')}</p>
        )}
        {groups.map((group) => (
          <NewCircuit
            key={group.r1cs.id}
            ceremony={ceremony}
            group={group}
            taken={[...taken, ...begun]}
            phases={phases}
            onForget={() => {
              for (const file of group.own) remove(file.id);
            }}
            onBegun={(slug) => {
              setBegun((all) => [...all, slug]);
              for (const file of group.own) remove(file.id);
              // The phase 1 goes with the last circuit that takes it.
              if (groups.length === 1) for (const file of loose) remove(file.id);
            }}
          />
        ))}
        {groups.length > 1 && (
          <div>
            <Button
              look="quiet"
              onClick={() => {
                for (const { id } of files) remove(id);
              }}
            >
              {t('setupCircuits.forgetAll')}
            </Button>
          </div>
        )}
      </div>
    </Card>
  );
}
