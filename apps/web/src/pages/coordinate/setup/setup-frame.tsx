/** The parts of a ceremony's setup, below the tabs of coordinators. */
import { Link, type LinkProps, Outlet } from '@tanstack/react-router';
import type { TextKey } from '../../../texts/catalogue.ts';
import { useTexts } from '../../../texts/use-texts.tsx';
import { CoordinatePage } from '../coordinate-page.tsx';
import { useCoordinated } from '../coordinated.ts';

const PARTS: readonly { to: LinkProps['to'] & string; text: TextKey; only?: 'GROTH16' }[] = [
  { to: '/c/$slug/coordinate/setup', text: 'setup.partState' },
  { to: '/c/$slug/coordinate/setup/rules', text: 'setup.partRules' },
  { to: '/c/$slug/coordinate/setup/circuits', text: 'setup.partCircuits', only: 'GROTH16' },
  { to: '/c/$slug/coordinate/setup/invitations', text: 'setup.partInvitations' },
  { to: '/c/$slug/coordinate/setup/look', text: 'setup.partLook' },
];

export function SetupFrame() {
  const { t } = useTexts();
  const { ceremony } = useCoordinated();
  const { slug, scheme } = ceremony;
  return (
    <CoordinatePage title={t('setup.tab')}>
      <nav aria-label={t('setup.parts')}>
        <ul className="flex flex-wrap gap-2">
          {PARTS.filter(({ only }) => only === undefined || only === scheme).map(({ to, text }) => (
            <li key={to}>
              <Link
                to={to}
                params={{ slug }}
                activeOptions={{ exact: to === PARTS[0]!.to }}
                className="inline-flex min-h-11 items-center rounded-full border border-line px-4 font-semibold text-soft no-underline aria-[current=page]:border-accent aria-[current=page]:bg-accent-soft aria-[current=page]:text-ink"
              >
                {t(text)}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <Outlet />
    </CoordinatePage>
  );
}
