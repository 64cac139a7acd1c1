import { useEffect } from 'react';
import { useTexts } from '../texts/use-texts.tsx';

/** Names the document after what it shows. */
export function useTitle(title: string): void {
  const { t } = useTexts();
  useEffect(() => {
    document.title = `${title} · ${t('shell.name')}`;
  }, [title, t]);
}
