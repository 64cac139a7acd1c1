import { useTexts } from '../texts/use-texts.tsx';
import { Button } from './button.tsx';
import { useCopied } from './use-copied.ts';

/** A button that copies a text which is shown elsewhere, or is long. */
export function CopyButton({ text, children }: { text: string; children: string }) {
  const { t } = useTexts();
  const { copied, copy } = useCopied(text);
  return (
    <Button look="quiet" onClick={copy}>
      {copied ? t('shell.copied') : children}
    </Button>
  );
}
