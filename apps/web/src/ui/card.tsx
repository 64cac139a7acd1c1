import { type ReactNode, useId } from 'react';

/** A part of a page with a heading of its own. */
export function Card({
  title,
  action,
  level = 2,
  children,
}: {
  title?: ReactNode;
  /** What stands beside the heading. */
  action?: ReactNode;
  level?: 2 | 3;
  children: ReactNode;
}) {
  const id = useId();
  const Heading = `h${level}` as const;
  return (
    <section
      aria-labelledby={title === undefined ? undefined : id}
      className="rounded-xl border border-line bg-card p-4 sm:p-5"
    >
      {title !== undefined && (
        <div className="mb-3 flex flex-wrap items-center justify-between gap-2">
          <Heading id={id} className="text-lg font-semibold">
            {title}
          </Heading>
          {action}
        </div>
      )}
      {children}
    </section>
  );
}
