import type { ReactNode } from 'react';
import { Button } from './button.tsx';

/** How a dialog ends: the way back, and what it is for, which is its form's submit unless there is `onAct`. */
export function DialogButtons({
  back,
  onBack,
  onAct,
  danger = false,
  busy,
  disabled = false,
  children,
}: {
  back: string;
  onBack(): void;
  onAct?: () => void;
  /** What cannot be taken back. */
  danger?: boolean | undefined;
  busy: boolean;
  disabled?: boolean | undefined;
  children: ReactNode;
}) {
  return (
    <div className="flex flex-wrap justify-end gap-3">
      <Button look="quiet" onClick={onBack}>
        {back}
      </Button>
      <Button
        type={onAct ? 'button' : 'submit'}
        look={danger ? 'danger' : 'primary'}
        busy={busy}
        disabled={disabled}
        onClick={onAct}
      >
        {children}
      </Button>
    </div>
  );
}
