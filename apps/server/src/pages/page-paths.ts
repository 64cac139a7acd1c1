/**
 * Every path that the built pages have a page for, as apps/web/src/routes.tsx has them; a test compares the two. All
 * others are answered with the page that says so, and 404.
 */
import { PAGES } from '@brebaje/protocol/routes';

/** Of no one ceremony. Exact routes beside them, such as /app/account, are the server's own. */
export const GENERAL_PAGES = [
  PAGES.status,
  PAGES.verify,
  `${PAGES.app}/coordinate`,
  `${PAGES.app}/coordinate/new`,
] as const;

/** Below a ceremony's page, which is the first. */
export const CEREMONY_PAGES = [
  '',
  '/people',
  '/record',
  '/files',
  '/contribute',
  '/verify',
  '/coordinate',
  '/coordinate/alerts',
  '/coordinate/people',
  '/coordinate/messages',
  '/coordinate/record',
  '/coordinate/health',
  '/coordinate/setup',
  '/coordinate/setup/rules',
  '/coordinate/setup/circuits',
  '/coordinate/setup/invitations',
  '/coordinate/setup/look',
] as const;
