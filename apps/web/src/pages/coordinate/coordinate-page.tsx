/** A tab of the pages of coordinators: as wide as the header of every page, under the ceremony's own heading. */
import type { ReactNode } from 'react';
import { useTitle } from '../../ui/use-title.ts';
import { useCoordinated } from './coordinated.ts';

export function CoordinatePage({ title, children }: { title: string; children: ReactNode }) {
  const { ceremony } = useCoordinated();
  useTitle(`${title} · ${ceremony.title}`);
  return (
    <main
      id="content"
      tabIndex={-1}
      className="mx-auto flex max-w-6xl flex-col gap-4 overflow-x-clip px-4 pt-4 pb-28 outline-none"
    >
      <h1 className="sr-only">
        {title}: {ceremony.title}
      </h1>
      {children}
    </main>
  );
}
