import { type ReactNode, useEffect, useRef } from 'react';

/** One screen of the journey. Its heading takes the focus when the screen changes, and not when the page opens. */
export function Stage({
  title,
  lead,
  moved,
  children,
}: {
  title: string;
  lead?: ReactNode;
  /** Whether another screen came before. */
  moved: boolean;
  children: ReactNode;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!moved) return;
    heading.current?.focus({ preventScroll: true });
    scrollTo({ top: 0 });
  }, [moved]);
  return (
    <section className="rounded-2xl border border-line bg-card p-5 sm:p-8">
      <h2 ref={heading} tabIndex={-1} className="text-xl font-bold outline-none sm:text-2xl">
        {title}
      </h2>
      {lead !== undefined && <p className="mt-2 max-w-prose text-soft">{lead}</p>}
      <div className="mt-6 flex flex-col gap-6">{children}</div>
    </section>
  );
}

/** What leads on, at the end of a screen; on a phone it stays in reach while the rest is read. */
export function Onward({ children }: { children: ReactNode }) {
  return (
    <div className="bottom-0 -mx-5 -mb-5 flex flex-col gap-3 rounded-b-2xl border-t border-line bg-card px-5 py-4 sm:mx-0 sm:mb-0 sm:px-0 sm:pt-6 sm:pb-0 [@media(width<40rem)_and_(height>=37rem)]:sticky">
      {children}
    </div>
  );
}
