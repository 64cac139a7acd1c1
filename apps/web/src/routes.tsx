/** Every page and its address. Pages are loaded when they are gone to. */
import { createRootRoute, createRoute, createRouter, type ErrorComponentProps } from '@tanstack/react-router';
import { peopleSearch } from './pages/coordinate/people/filters.ts';
import { recordSearch } from './pages/coordinate/record/record-filters.ts';
import { PAGES_BASE } from './server/place.ts';
import { Missing } from './shell/missing.tsx';
import { pagePart } from './shell/part.ts';
import { Shell } from './shell/shell.tsx';
import { ErrorNotice } from './ui/error-notice.tsx';

const root = createRootRoute({ component: Shell, notFoundComponent: Missing });

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: pagePart(() => import('./pages/home/home-page.tsx'), 'HomePage'),
});

const ceremony = createRoute({
  getParentRoute: () => root,
  path: '/c/$slug',
  component: pagePart(() => import('./pages/ceremony/ceremony-page.tsx'), 'CeremonyPage'),
});

const overview = createRoute({
  getParentRoute: () => ceremony,
  path: '/',
  component: pagePart(() => import('./pages/ceremony/overview-page.tsx'), 'OverviewPage'),
});

const people = createRoute({
  getParentRoute: () => ceremony,
  path: 'people',
  component: pagePart(() => import('./pages/ceremony/people-page.tsx'), 'PeoplePage'),
  /** `contribution`: the number of one that is shown on top. */
  validateSearch: ({ contribution }): { contribution?: number } => {
    const number = Number(contribution);
    return Number.isSafeInteger(number) && number > 0 ? { contribution: number } : {};
  },
});

const record = createRoute({
  getParentRoute: () => ceremony,
  path: 'record',
  component: pagePart(() => import('./pages/ceremony/record-page.tsx'), 'RecordPage'),
});

const files = createRoute({
  getParentRoute: () => ceremony,
  path: 'files',
  component: pagePart(() => import('./pages/ceremony/files-page.tsx'), 'FilesPage'),
});

const contribute = createRoute({
  getParentRoute: () => root,
  path: '/c/$slug/contribute',
  component: pagePart(() => import('./pages/contribute/contribute-page.tsx'), 'ContributePage'),
});

const coordinate = createRoute({
  getParentRoute: () => root,
  path: '/c/$slug/coordinate',
  component: pagePart(() => import('./pages/coordinate/frame.tsx'), 'CoordinateFrame'),
});

const board = createRoute({
  getParentRoute: () => coordinate,
  path: '/',
  component: pagePart(() => import('./pages/coordinate/board/board-page.tsx'), 'BoardPage'),
});

const alerts = createRoute({
  getParentRoute: () => coordinate,
  path: 'alerts',
  component: pagePart(() => import('./pages/coordinate/alerts/alerts-page.tsx'), 'AlertsPage'),
});

const coordinatedPeople = createRoute({
  getParentRoute: () => coordinate,
  path: 'people',
  validateSearch: peopleSearch,
  component: pagePart(() => import('./pages/coordinate/people/people-page.tsx'), 'PeoplePage'),
});

const messages = createRoute({
  getParentRoute: () => coordinate,
  path: 'messages',
  component: pagePart(() => import('./pages/coordinate/messages/messages-page.tsx'), 'MessagesPage'),
});

const coordinatedRecord = createRoute({
  getParentRoute: () => coordinate,
  path: 'record',
  validateSearch: recordSearch,
  component: pagePart(() => import('./pages/coordinate/record/record-page.tsx'), 'CoordinatedRecordPage'),
});

const health = createRoute({
  getParentRoute: () => coordinate,
  path: 'health',
  component: pagePart(() => import('./pages/coordinate/health/health-page.tsx'), 'HealthPage'),
});

const setup = createRoute({
  getParentRoute: () => coordinate,
  path: 'setup',
  component: pagePart(() => import('./pages/coordinate/setup/setup-frame.tsx'), 'SetupFrame'),
});

const setupState = createRoute({
  getParentRoute: () => setup,
  path: '/',
  component: pagePart(() => import('./pages/coordinate/setup/state-page.tsx'), 'StatePage'),
});

const setupRules = createRoute({
  getParentRoute: () => setup,
  path: 'rules',
  component: pagePart(() => import('./pages/coordinate/setup/rules-page.tsx'), 'RulesPage'),
});

const setupCircuits = createRoute({
  getParentRoute: () => setup,
  path: 'circuits',
  component: pagePart(() => import('./pages/coordinate/setup/circuits-page.tsx'), 'CircuitsPage'),
});

const setupInvitations = createRoute({
  getParentRoute: () => setup,
  path: 'invitations',
  component: pagePart(() => import('./pages/coordinate/setup/invitations-page.tsx'), 'InvitationsPage'),
});

const setupLook = createRoute({
  getParentRoute: () => setup,
  path: 'look',
  component: pagePart(() => import('./pages/coordinate/setup/look-page.tsx'), 'LookPage'),
});

const setupParts = [setupState, setupRules, setupCircuits, setupInvitations, setupLook] as const;

const coordinateHome = createRoute({
  getParentRoute: () => root,
  path: '/app/coordinate',
  component: pagePart(
    () => import('./pages/coordinate/setup/coordinate-home-page.tsx'),
    'CoordinateHomePage',
  ),
});

const newCeremony = createRoute({
  getParentRoute: () => root,
  path: '/app/coordinate/new',
  component: pagePart(() => import('./pages/coordinate/setup/new-ceremony-page.tsx'), 'NewCeremonyPage'),
});

const verifyCeremony = createRoute({
  getParentRoute: () => root,
  path: '/c/$slug/verify',
  component: pagePart(() => import('./pages/verify/verify-page.tsx'), 'VerifyPage'),
});

const verifyAnything = createRoute({
  getParentRoute: () => root,
  path: '/verify',
  component: pagePart(() => import('./pages/verify/any-page.tsx'), 'AnyPage'),
});

function Failed({ error, reset }: ErrorComponentProps) {
  return (
    <main id="content" tabIndex={-1} className="mx-auto max-w-3xl p-4">
      <ErrorNotice error={error} again={reset} />
    </main>
  );
}

export const router = createRouter({
  routeTree: root.addChildren([
    home,
    ceremony.addChildren([overview, people, record, files]),
    contribute,
    coordinate.addChildren([
      setup.addChildren([...setupParts]),
      board,
      alerts,
      coordinatedPeople,
      messages,
      coordinatedRecord,
      health,
    ]),
    coordinateHome,
    newCeremony,
    verifyCeremony,
    verifyAnything,
  ]),
  basepath: new URL(PAGES_BASE).pathname,
  defaultPreload: 'intent',
  defaultErrorComponent: Failed,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
