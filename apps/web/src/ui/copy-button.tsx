import { useEffect, useState } from 'react';
import { useTexts } from '../texts/use-texts.tsx';
import { Button } from './button.tsx';

/** How long the button says that it was done, milliseconds. */
const SAYS_SO = 2_000;

/** A button that copies a text which is shown elsewhere, or is long. */
export function CopyButton({ text, children }: { text: string; children: string }) {
  const { t } = useTexts();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SAYS_SO);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <Button look="quiet" onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}>
      {copied ? t('shell.copied') : children}
    </Button>
  );
}
