import { useTexts } from '../texts/use-texts.tsx';
import { useCopied } from './use-copied.ts';

/** A hash or another exact text, with a button that copies all of it. `short` shows its two ends only. */
export function CopyText({ text, label, short = false }: { text: string; label: string; short?: boolean }) {
  const { t } = useTexts();
  const { copied, copy } = useCopied(text);
  const shown = short && text.length > 20 ? `${text.slice(0, 10)}…${text.slice(-8)}` : text;
  return (
    <span className="inline-flex max-w-full flex-wrap items-baseline gap-2">
      <code className="font-mono text-sm break-all" title={short ? text : undefined}>
        {shown}
      </code>
      <button
        type="button"
        className="rounded border border-line px-2 py-0.5 text-sm text-accent"
        aria-label={`${t('shell.copy')}: ${label}`}
        onClick={copy}
      >
        {t(copied ? 'shell.copied' : 'shell.copy')}
      </button>
    </span>
  );
}
