import { Link } from '@tanstack/react-router';
import { useTexts } from '../texts/use-texts.tsx';
import { Page } from '../ui/page.tsx';

/** An address that somebody typed or cut short. */
export function Missing() {
  const { t } = useTexts();
  return <Nothing title={t('shell.missingTitle')} />;
}

/** The same for the name or number of a ceremony. */
export function NoCeremony() {
  const { t } = useTexts();
  return <Nothing title={t('shell.noCeremony')} />;
}

function Nothing({ title }: { title: string }) {
  const { rich } = useTexts();
  return (
    <Page title={title}>
      <p>{rich('shell.missing', { home: (inner) => <Link to="/">{inner}</Link> })}</p>
    </Page>
  );
}
