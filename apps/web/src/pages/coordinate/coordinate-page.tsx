/** A tab of the pages of coordinators: as wide as the window allows, under the ceremony's own heading. */
import { type ReactNode, useEffect } from 'react';
import { useTexts } from '../../texts/use-texts.tsx';
import { useCoordinated } from './coordinated.ts';

export function CoordinatePage({ title, children }: { title: string; children: ReactNode }) {
  const { t } = useTexts();
  const { ceremony } = useCoordinated();
  useEffect(() => {
    document.title = `${title} · ${ceremony.title} · ${t('shell.name')}`;
  }, [title, ceremony.title, t]);
  return (
    <main
      id="content"
      tabIndex={-1}
      className="mx-auto flex max-w-7xl flex-col gap-4 px-3 pt-4 pb-28 outline-none sm:px-4"
    >
      <h1 className="sr-only">
        {title}: {ceremony.title}
      </h1>
      {children}
    </main>
  );
}
