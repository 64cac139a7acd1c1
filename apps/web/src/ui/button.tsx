import type { ButtonHTMLAttributes, ReactNode } from 'react';

type Look = 'primary' | 'quiet' | 'danger';

const LOOKS: Record<Look, string> = {
  primary: 'bg-accent text-on-accent border-accent',
  quiet: 'bg-transparent text-accent border-line',
  danger: 'bg-transparent text-bad border-bad',
};

/** The classes of a button, for links that look like one. */
export const buttonClass = (look: Look = 'primary') =>
  `inline-flex min-h-11 items-center justify-center gap-2 rounded-md border px-4 py-2 font-semibold no-underline disabled:opacity-60 ${LOOKS[look]}`;

/** A button that is busy stays where it is and cannot be pressed twice. */
export function Button({
  look = 'primary',
  busy = false,
  children,
  ...rest
}: Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'className'> & {
  look?: Look;
  busy?: boolean;
  children: ReactNode;
}) {
  return (
    <button
      type="button"
      {...rest}
      disabled={rest.disabled || busy}
      aria-busy={busy || undefined}
      className={buttonClass(look)}
    >
      {children}
    </button>
  );
}
