import { type ReactNode, useEffect, useRef } from 'react';

/** Something to be unfolded; on paper it is. */
export function Disclosure({
  summary,
  open = false,
  children,
}: {
  summary: ReactNode;
  open?: boolean;
  children: ReactNode;
}) {
  const ref = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const unfold = () => {
      if (ref.current) ref.current.open = true;
    };
    addEventListener('beforeprint', unfold);
    return () => removeEventListener('beforeprint', unfold);
  }, []);
  return (
    <details ref={ref} open={open}>
      <summary className="py-2.5 font-medium text-accent marker:text-soft sm:py-1">{summary}</summary>
      <div className="mt-1">{children}</div>
    </details>
  );
}
