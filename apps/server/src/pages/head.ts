/** What a page says about itself before its script runs: to tabs, search engines and whoever shows a link. */
import { PAGES } from '@brebaje/protocol/routes';
import { CARD } from '../branding/card.ts';
import { oneLine } from '../branding/plain-text.ts';
import { aboutOf } from '../ceremonies/about.ts';
import { type Html, html } from '../http/html.ts';
import type { CeremonyRow, ProjectRow } from '../store/schema.ts';

export interface Head {
  title: string;
  description: string;
  /** Path of the page, below the public URL. */
  path: string;
  /** Path of the page that works without scripts, below the public URL. */
  plain: string;
  /** For those who show links with a picture; `path` below the public URL. */
  image?: { path: string; width: number; height: number; alt: string };
  /** Kept out of search engines. */
  hidden?: boolean;
  /** Colours of the project that the page is worn in: slug, light, dark; `-` stands for none of its own. */
  accents?: string;
}

/** Characters of a description that anybody shows. */
const DESCRIPTION = 200;

const NAME = 'Brebaje';
const ABOUT = 'Trusted-setup ceremonies: watch, contribute and verify in the browser.';

/** The head of pages that belong to no one ceremony. */
export function generalHead(path: string): Head {
  return { title: NAME, description: ABOUT, path, plain: PAGES.plain };
}

/** The head of an address that is a page's and of no ceremony that exists. */
export function unknownHead(): Head {
  return { ...generalHead(PAGES.status), title: `No such ceremony · ${NAME}`, hidden: true };
}

/** The head of an address that is no page's. */
export function missingHead(): Head {
  return { ...generalHead(PAGES.status), title: `No such page · ${NAME}`, hidden: true };
}

/** The head of a ceremony's page; `below` is what follows `/c/<slug>` in its address, `project` whose it is. */
export function ceremonyHead(ceremony: CeremonyRow, below: string, project?: ProjectRow): Head {
  const { slug, test, archivedAt } = ceremony;
  // Tabs and feeds show it among texts of their own, which it must not turn around.
  const title = oneLine(ceremony.title, 120) || slug;
  const path = `${PAGES.ceremony}/${encodeURIComponent(slug)}`;
  const { purpose } = aboutOf(ceremony);
  return {
    title: `${test === 1 && !title.includes('TEST') ? 'TEST · ' : ''}${title} · ${NAME}`,
    description: purpose ? oneLine(purpose, DESCRIPTION) : `${title}: ${ABOUT}`,
    path: path + below,
    plain: PAGES.plain + path,
    image: {
      path: path + PAGES.card,
      ...CARD,
      alt: `${title}: where it stands, and the chain of its contributions`,
    },
    ...(project && { accents: `${slug} ${project.accentLight ?? '-'} ${project.accentDark ?? '-'}` }),
    ...(archivedAt !== null || /^\/coordinate(\/|$)/.test(below) ? { hidden: true } : {}),
  };
}

/** The head as markup; `base` is the public URL without a slash at the end, null where it cannot be told. */
export function headMarkup(
  { title, description, path, image, hidden, accents }: Head,
  base: string | null,
): Html {
  return html`<title>${title}</title>
<meta name="description" content="${description}">
<meta property="og:type" content="website">
<meta property="og:site_name" content="${NAME}">
<meta property="og:title" content="${title}">
<meta property="og:description" content="${description}">
${
  base !== null &&
  !hidden &&
  html`<link rel="canonical" href="${base}${path}">
<meta property="og:url" content="${base}${path}">`
}
${
  base !== null &&
  image &&
  html`<meta property="og:image" content="${base}${image.path}">
<meta property="og:image:width" content="${image.width}">
<meta property="og:image:height" content="${image.height}">
<meta property="og:image:alt" content="${image.alt}">
<meta name="twitter:card" content="summary_large_image">`
}
${accents && html`<meta name="brebaje-accents" content="${accents}">`}
${hidden && html`<meta name="robots" content="noindex">`}
`;
}
