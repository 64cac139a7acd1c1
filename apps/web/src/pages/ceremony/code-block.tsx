import { useTexts } from '../../texts/use-texts.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ScrollBox } from './scroll-box.tsx';

/** Lines for a terminal, with a button that copies them all. */
export function CodeBlock({ lines, label }: { lines: readonly string[]; label: string }) {
  const { t } = useTexts();
  return (
    <div className="grid gap-2">
      <ScrollBox label={label} pre>
        {lines.join('\n')}
      </ScrollBox>
      <p>
        <CopyButton text={lines.join('\n')}>{t('ceremony.copyCommands', { count: lines.length })}</CopyButton>
      </p>
    </div>
  );
}
