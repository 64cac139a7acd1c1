import { useLayoutEffect } from 'react';
import { useTexts } from '../texts/use-texts.tsx';

/** Names the document after what it shows. */
export function useTitle(title: string): void {
  const { t } = useTexts();
  // Before what a part of the page says in its place.
  useLayoutEffect(() => {
    document.title = `${title} · ${t('shell.name')}`;
  }, [title, t]);
}
