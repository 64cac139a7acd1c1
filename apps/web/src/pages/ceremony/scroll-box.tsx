import type { ReactNode } from 'react';

/** Something that may be larger than its place: it scrolls, and the keyboard can reach it. */
export function ScrollBox({
  label,
  pre = false,
  wrap = false,
  children,
}: {
  label: string;
  /** Text as it stands, in a fixed pitch and always from left to right. */
  pre?: boolean;
  wrap?: boolean;
  children: ReactNode;
}) {
  const look = pre ? 'rounded-lg bg-sunken p-3 text-start font-mono text-sm' : '';
  const lines = wrap ? 'break-all whitespace-pre-wrap' : pre ? 'whitespace-pre [overflow-wrap:normal]' : '';
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
      tabIndex={0}
      dir={pre ? 'ltr' : undefined}
      className={`max-h-96 overflow-auto ${look} ${lines}`}
    >
      {children}
    </section>
  );
}
