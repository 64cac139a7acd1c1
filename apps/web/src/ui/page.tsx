import type { ReactNode } from 'react';
import { useTitle } from './use-title.ts';

/** A page's heading and width. The title is the document's, too. */
export function Page({
  title,
  before,
  wide = false,
  children,
}: {
  title: string;
  /** What stands above the heading. */
  before?: ReactNode;
  wide?: boolean;
  children: ReactNode;
}) {
  useTitle(title);
  return (
    <main
      id="content"
      tabIndex={-1}
      className={`mx-auto overflow-x-clip px-4 pt-6 pb-16 outline-none ${wide ? 'max-w-6xl' : 'max-w-3xl'}`}
    >
      {before}
      <h1 className="mb-4 text-2xl font-bold sm:text-3xl">{title}</h1>
      <div className="flex flex-col gap-4">{children}</div>
    </main>
  );
}
