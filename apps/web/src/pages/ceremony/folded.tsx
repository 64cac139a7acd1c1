import type { ReactNode } from 'react';

/** What only some look for, below a line that says what it is. */
export function Folded({ title, children }: { title: ReactNode; children: ReactNode }) {
  return (
    <details className="border-t border-line">
      <summary className="min-h-11 py-2.5 font-semibold text-accent">{title}</summary>
      <div className="flex min-w-0 flex-col gap-3 pt-1 pb-4">{children}</div>
    </details>
  );
}
