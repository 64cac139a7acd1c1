/** What stands around every page: the way to the content, the way home, the footer. */
import { Link, Outlet } from '@tanstack/react-router';
import { CeremonyColours } from '../brand/ceremony-colours.tsx';
import { SAME_ORIGIN, SERVER } from '../server/place.ts';
import { nameOf, unnamed, useMe } from '../session/use-me.ts';
import { useTexts } from '../texts/use-texts.tsx';
import { setTheme, THEMES, type Theme, useTheme } from './theme.ts';

export function Shell() {
  const { t } = useTexts();
  return (
    <div className="flex min-h-dvh flex-col">
      <CeremonyColours />
      <button
        type="button"
        className="sr-only focus:not-sr-only focus:absolute focus:start-2 focus:top-2 focus:z-10 focus:bg-card focus:p-3"
        onClick={() => document.getElementById('content')?.focus()}
      >
        {t('shell.skip')}
      </button>
      <header className="border-b border-line bg-card">
        <div className="mx-auto flex max-w-6xl flex-wrap items-center gap-x-6 gap-y-1 px-4 py-2">
          <Link to="/" className="flex min-h-11 items-center gap-2 font-bold text-ink no-underline">
            <Mark />
            {t('shell.name')}
          </Link>
          <Ways />
          <Account />
        </div>
      </header>
      <div className="grow">
        <Outlet />
      </div>
      <Footer />
    </div>
  );
}

const WAY =
  'inline-flex min-h-11 items-center text-ink no-underline hover:underline aria-[current=page]:underline';

function Ways() {
  const { t } = useTexts();
  const { me } = useMe();
  return (
    <nav
      aria-label={t('shell.ways')}
      className="order-last flex basis-full flex-wrap gap-x-5 sm:order-none sm:basis-auto"
    >
      <Link to="/" activeOptions={{ exact: true }} className={WAY}>
        {t('shell.home')}
      </Link>
      <Link to="/verify" className={WAY}>
        {t('shell.verify')}
      </Link>
      {me && (me.user.role !== undefined || me.projects.length > 0) && (
        <Link to="/app/coordinate" className={WAY}>
          {t('shell.coordinate')}
        </Link>
      )}
    </nav>
  );
}

/** Who is signed in; beside the name of the program where the ways take a line of their own. */
function Account() {
  const { t } = useTexts();
  const { me } = useMe();
  return (
    <a href={`${SERVER}/app/account`} className={`${WAY} ms-auto`}>
      <span className="max-w-40 truncate">
        {me
          ? (nameOf(me) ?? t(unnamed(me)))
          : // Pages of another host are no place to be signed in.
            t(me === null && SAME_ORIGIN ? 'shell.signIn' : 'shell.account')}
      </span>
    </a>
  );
}

/** A drop over the chain that it falls into. */
function Mark() {
  return (
    <svg aria-hidden="true" viewBox="0 0 24 24" className="size-7 text-accent" fill="currentColor">
      <path d="M12 1.5c3 4.2 4.8 6.7 4.8 9a4.8 4.8 0 0 1-9.6 0c0-2.3 1.8-4.8 4.8-9Z" />
      <circle cx="4.5" cy="20" r="2.5" />
      <circle cx="12" cy="20" r="2.5" />
      <circle cx="19.5" cy="20" r="2.5" opacity=".4" />
      <path d="M6 19.4h4v1.2H6zM14 19.4h4v1.2h-4z" />
    </svg>
  );
}

function Footer() {
  const { t } = useTexts();
  const theme = useTheme();
  const names = { auto: 'shell.themeAuto', light: 'shell.themeLight', dark: 'shell.themeDark' } as const;
  return (
    <footer className="border-t border-line">
      <div className="mx-auto flex max-w-6xl flex-wrap items-center justify-between gap-4 px-4 py-4 text-sm text-soft">
        <label className="flex items-center gap-2">
          {t('shell.theme')}
          <select
            value={theme}
            onChange={(event) => setTheme(event.target.value as Theme)}
            className="min-h-11 rounded border border-line bg-card px-2 text-ink"
          >
            {THEMES.map((one) => (
              <option key={one} value={one}>
                {t(names[one])}
              </option>
            ))}
          </select>
        </label>
        <nav aria-label={t('shell.more')} className="flex flex-wrap gap-x-5">
          <Link to="/app/coordinate" className="inline-flex min-h-11 items-center">
            {t('shell.run')}
          </Link>
          <a href={`${SERVER}/docs`} className="inline-flex min-h-11 items-center">
            {t('shell.docs')}
          </a>
        </nav>
      </div>
    </footer>
  );
}
