import { type DragEvent, useRef, useState } from 'react';
import { useTexts } from '../../../../texts/use-texts.tsx';
import { Button } from '../../../../ui/button.tsx';
import type { GivenFile } from './looked-files.ts';

/** Chromium's dialog, which gives handles that can be kept. */
type OpenPicker = (options: { multiple: boolean }) => Promise<FileSystemFileHandle[]>;

/** A place for files: dropped there, or chosen. */
export function DropZone({
  title,
  hint,
  onFiles,
}: {
  title: string;
  hint?: string;
  onFiles(files: GivenFile[]): void;
}) {
  const { t } = useTexts();
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const choose = async () => {
    const picker = (globalThis as { showOpenFilePicker?: OpenPicker }).showOpenFilePicker;
    if (!picker) return input.current?.click();
    try {
      const handles = await picker({ multiple: true });
      onFiles(await Promise.all(handles.map(async (handle) => ({ file: await handle.getFile(), handle }))));
    } catch (error) {
      // Whoever closes the dialog chooses nothing; frames and policies may keep it from opening.
      if ((error as Error).name !== 'AbortError') input.current?.click();
    }
  };
  const drop = async (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    // The list is gone after the first pause: everything is taken out of it at once.
    const given = [...event.dataTransfer.items].filter(({ kind }) => kind === 'file').map(givenOf);
    const files = await Promise.all(given);
    onFiles(files.filter((one) => one !== undefined));
  };
  return (
    <section
      aria-label={title}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => void drop(event)}
      className={`flex flex-col items-center gap-3 rounded-xl border-2 border-dashed p-6 text-center ${over ? 'border-accent bg-accent-soft' : 'border-line'}`}
    >
      <p className="font-semibold">{over ? t('setupCircuits.dropHere') : title}</p>
      {hint && <p className="text-sm text-soft">{hint}</p>}
      <Button look="quiet" onClick={() => void choose()}>
        {t('setupCircuits.choose')}
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        aria-label={t('setupCircuits.choose')}
        className="hidden"
        onChange={({ target }) => {
          onFiles([...(target.files ?? [])].map((file) => ({ file })));
          target.value = '';
        }}
      />
    </section>
  );
}

async function givenOf(item: DataTransferItem): Promise<GivenFile | undefined> {
  const file = item.getAsFile();
  const asking = item as DataTransferItem & { getAsFileSystemHandle?(): Promise<FileSystemHandle | null> };
  const handle = await asking.getAsFileSystemHandle?.().catch(() => null);
  if (handle?.kind === 'directory') return undefined;
  return file ? { file, handle: (handle as FileSystemFileHandle | null) ?? undefined } : undefined;
}
