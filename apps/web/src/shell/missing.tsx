import { Link } from '@tanstack/react-router';
import { useTexts } from '../texts/use-texts.tsx';
import { Page } from '../ui/page.tsx';

/** An address that somebody typed or cut short. */
export function Missing() {
  const { t, rich } = useTexts();
  return (
    <Page title={t('shell.missingTitle')}>
      <p>{rich('shell.missing', { home: (inner) => <Link to="/">{inner}</Link> })}</p>
    </Page>
  );
}
