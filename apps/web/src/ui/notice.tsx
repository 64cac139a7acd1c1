import type { ReactNode } from 'react';

type Tone = 'plain' | 'good' | 'warn' | 'bad';

const TONES: Record<Tone, string> = {
  plain: 'border-line bg-card',
  good: 'border-good bg-accent-soft',
  warn: 'border-warn bg-warn-soft',
  bad: 'border-bad bg-bad-soft',
};

/** Something to be read. `live` says it aloud when it appears: "assertive" only for what cannot wait. */
export function Notice({
  tone = 'plain',
  title,
  live,
  children,
}: {
  tone?: Tone;
  title?: ReactNode;
  live?: 'polite' | 'assertive';
  children?: ReactNode;
}) {
  return (
    <div
      role={live === 'assertive' ? 'alert' : live === 'polite' ? 'status' : undefined}
      className={`rounded-lg border-s-4 p-3 sm:p-4 ${TONES[tone]}`}
    >
      {title !== undefined && <p className="font-semibold">{title}</p>}
      {children}
    </div>
  );
}
