import { type ReactNode, useEffect, useId, useRef } from 'react';

/**
 * A native modal dialog: the rest of the page is inert, Escape closes it, and the focus goes back to where it was.
 * It is on the page only while it is wanted.
 */
export function Dialog({
  title,
  onClose,
  wide = false,
  children,
}: {
  title: ReactNode;
  onClose(): void;
  wide?: boolean;
  children: ReactNode;
}) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = ref.current!;
    const before = document.activeElement;
    if (!dialog.open) dialog.showModal();
    return () => {
      dialog.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={ref}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      className={`m-auto max-h-[90dvh] overflow-auto rounded-xl border border-line bg-card p-5 text-ink shadow-xl ${wide ? 'w-[min(48rem,94vw)]' : 'w-[min(32rem,94vw)]'}`}
    >
      <h2 id={id} className="mb-3 text-lg font-semibold">
        {title}
      </h2>
      <div className="flex flex-col gap-4">{children}</div>
    </dialog>
  );
}
