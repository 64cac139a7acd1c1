import { useRef } from 'react';
import { Button } from '../../../ui/button.tsx';

/** A button that lets somebody choose a file; the same one can be chosen again. */
export function FileButton({
  accept,
  busy = false,
  onFile,
  children,
}: {
  accept: string;
  busy?: boolean;
  onFile(file: File): void;
  children: string;
}) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button look="quiet" busy={busy} onClick={() => input.current?.click()}>
        {children}
      </Button>
      <input
        ref={input}
        type="file"
        accept={accept}
        aria-label={children}
        className="hidden"
        onChange={({ target }) => {
          const [file] = target.files ?? [];
          target.value = '';
          if (file) onFile(file);
        }}
      />
    </>
  );
}
