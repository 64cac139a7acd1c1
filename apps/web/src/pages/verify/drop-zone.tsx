import { type ReactNode, useRef, useState } from 'react';
import { useTexts } from '../../texts/use-texts.tsx';
import { Button } from '../../ui/button.tsx';
import { filesOfDrop, filesOfList } from '../../verifying/dropped.ts';
import type { Given } from '../../verifying/messages.ts';

/** A place where files are dropped, chosen or pasted. `folders`: archives are taken, too. */
export function DropZone({
  title,
  folders = false,
  pastes = true,
  onGiven,
  children,
}: {
  title: string;
  folders?: boolean;
  pastes?: boolean;
  onGiven(files: Given[]): void;
  children?: ReactNode;
}) {
  const { t } = useTexts();
  const [over, setOver] = useState(false);
  const [pasting, setPasting] = useState(false);
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const chosen = (input: HTMLInputElement) => {
    if (input.files?.length) onGiven(filesOfList(input.files));
    // The same file may be chosen again.
    input.value = '';
  };
  return (
    <div className="flex flex-col gap-3">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: everything that is dropped can be chosen by the buttons */}
      <div
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          void filesOfDrop(event.dataTransfer).then(onGiven);
        }}
        className={`flex flex-col items-center gap-3 rounded-xl border-2 border-dashed px-4 py-6 text-center ${over ? 'border-accent bg-accent-soft' : 'border-line bg-sunken'}`}
      >
        <Drop />
        <p className="font-semibold">{title}</p>
        {children && <p className="max-w-prose text-soft">{children}</p>}
        <div className="flex flex-wrap justify-center gap-2">
          <Button look="quiet" onClick={() => files.current?.click()}>
            {t('verify.chooseFiles')}
          </Button>
          {folders && (
            <Button look="quiet" onClick={() => folder.current?.click()}>
              {t('verify.chooseFolder')}
            </Button>
          )}
          {pastes && (
            <Button look="quiet" aria-expanded={pasting} onClick={() => setPasting(!pasting)}>
              {t('verify.paste')}
            </Button>
          )}
        </div>
        <input
          ref={files}
          type="file"
          multiple
          hidden
          aria-label={t('verify.chooseFiles')}
          data-given="files"
          onChange={(event) => chosen(event.target)}
        />
        {folders && (
          <input
            ref={folder}
            type="file"
            hidden
            aria-label={t('verify.chooseFolder')}
            data-given="folder"
            {...{ webkitdirectory: '' }}
            onChange={(event) => chosen(event.target)}
          />
        )}
      </div>
      {pasting && (
        <Paste
          onText={(text) => {
            setPasting(false);
            onGiven([{ path: 'pasted', file: new File([text], 'pasted') }]);
          }}
        />
      )}
    </div>
  );
}

function Paste({ onText }: { onText(text: string): void }) {
  const { t } = useTexts();
  const [text, setText] = useState('');
  return (
    <form
      className="flex flex-col items-start gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        onText(text);
      }}
    >
      <label className="flex w-full flex-col gap-1">
        <span>{t('verify.pasteLabel')}</span>
        <textarea
          // biome-ignore lint/a11y/noAutofocus: it was opened to be written into
          autoFocus
          rows={5}
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.target.value)}
          className="w-full rounded-md border border-line bg-card p-3 font-mono text-sm"
        />
      </label>
      <Button type="submit" disabled={text.trim() === ''}>
        {t('verify.pasteUse')}
      </Button>
    </form>
  );
}

function Drop() {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 24 24"
      className="size-8 text-accent"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d="M12 3v11M7.5 9.5 12 14l4.5-4.5M4 16v3a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2v-3" />
    </svg>
  );
}
