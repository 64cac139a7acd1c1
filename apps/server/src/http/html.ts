/** Pages of plain HTML: everything put into them is escaped, and they work without scripts. */
import { APP, PAGES, REST_DOCS } from '@brebaje/protocol/routes';
import type { FastifyReply } from 'fastify';
import type { Config } from '../config/options.ts';
import { storageOrigins } from '../store/s3/bucket-place.ts';
import { prefixOf } from './public-url.ts';

/** Markup that is safe as it stands. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Part = Html | string | number | null | undefined | false | Part[];

/** A template whose values are escaped, unless they are markup themselves; null, undefined and false are left out. */
export function html(strings: TemplateStringsArray, ...values: Part[]): Html {
  return new Html(strings.reduce((text, piece, index) => text + render(values[index - 1]) + piece));
}

function render(part: Part): string {
  if (part === null || part === undefined || part === false) return '';
  if (part instanceof Html) return part.text;
  if (Array.isArray(part)) return part.map(render).join('');
  return String(part).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

export interface Page {
  title: string;
  body: Html;
  /** Path of a script of ours. */
  script?: string;
  /** Markup for the head. */
  head?: Html;
  /** Origins that a form of this page may end at after redirects. */
  formOrigins?: string[];
  /**
   * Its forms say where they come from. A page without a referrer sends `Origin: null`, which older browsers
   * and plain http leave as the only sign of who asks.
   */
  sendsOrigin?: boolean;
}

/** A drop over the chain that it falls into. */
const MARK = new Html(
  '<svg aria-hidden="true" viewBox="0 0 24 24"><path d="M12 1.5c3 4.2 4.8 6.7 4.8 9a4.8 4.8 0 0 1-9.6 0c0-2.3 1.8-4.8 4.8-9Z"/><circle cx="4.5" cy="20" r="2.5"/><circle cx="12" cy="20" r="2.5"/><circle cx="19.5" cy="20" r="2.5" opacity=".4"/><path d="M6 19.4h4v1.2H6zM14 19.4h4v1.2h-4z"/></svg>',
);

/** A moment as the built pages write it, at first in UTC; a script puts it into the reader's words and zone. */
export function moment(millis: number): Html {
  const at = new Date(millis);
  return html`<time datetime="${at.toISOString()}">${MOMENTS.format(at)} UTC</time>`;
}

const MOMENTS = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'medium',
  timeStyle: 'short',
  timeZone: 'UTC',
});

/** Sends a whole page with the headers that keep others out of it. */
export function sendPage(reply: FastifyReply, config: Config, status: number, page: Page): FastifyReply {
  const prefix = prefixOf(config);
  // Where only plain pages are, the built ones' addresses lead nowhere.
  const built = reply.server.hasRoute({ method: 'GET', url: PAGES.verify });
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" type="image/svg+xml" href="${prefix}/favicon.svg">
<title>${page.title}</title>
<script src="${prefix}${PAGES.frameScript}"></script>
<link rel="stylesheet" href="${prefix}${PAGES.style}">
${page.head}
${page.script && html`<script type="module" src="${prefix}${page.script}"></script>`}
</head>
<body>
<header class="top"><div><a class="home" href="${prefix}/">${MARK}Brebaje</a>
<nav aria-label="Pages"><a href="${prefix}/">Ceremonies</a>
${built && html`<a href="${prefix}${PAGES.verify}">Verify</a>\n<a id="coordinate" href="${prefix}${PAGES.app}/coordinate" hidden>Coordinate</a>`}
</nav><a id="account" href="${prefix}${APP.account}">Account</a></div></header>
${page.body}
<footer class="foot"><div><label hidden>Colours
<select id="colours"><option value="auto">As the device</option><option value="light">Light</option><option value="dark">Dark</option></select></label>
<nav aria-label="More">${built && html`<a href="${prefix}${PAGES.app}/coordinate">Run a ceremony</a>`}
<a href="${prefix}${REST_DOCS}">REST interface</a></nav></div></footer>
</body>
</html>
`;
  secured(reply, config, plainPolicy(config, page.formOrigins)).header('cache-control', 'no-store');
  if (page.sendsOrigin) reply.header('referrer-policy', 'same-origin');
  return reply
    .code(status)
    .header('content-type', 'text/html; charset=utf-8')
    .send(Buffer.from(document.text));
}

function plainPolicy(config: Config, formOrigins: string[] = []): string {
  const forms = ["'self'", ...formOrigins].join(' ');
  return [
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    ["connect-src 'self'", ...storageOrigins(config)].join(' '),
    "img-src 'self' data:",
    // Browsers apply this to where a form's redirects end, too.
    `form-action ${forms}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');
}

/** What no page asks for, so that nothing that gets into one can. */
const PERMISSIONS = ['camera', 'geolocation', 'microphone', 'payment', 'usb']
  .map((feature) => `${feature}=()`)
  .join(', ');

/** Headers that keep others out of a page; `policy` says what it may load itself. */
export function secured(reply: FastifyReply, config: Config, policy: string): FastifyReply {
  if (config.publicUrl?.startsWith('https:')) reply.header('strict-transport-security', 'max-age=31536000');
  // Pages are for people; only the protocol is for other origins' scripts.
  reply.removeHeader('access-control-allow-origin').removeHeader('access-control-expose-headers');
  return reply
    .header('content-security-policy', policy)
    .header('x-content-type-options', 'nosniff')
    .header('x-frame-options', 'DENY')
    .header('referrer-policy', 'no-referrer')
    .header('cross-origin-opener-policy', 'same-origin')
    .header('permissions-policy', PERMISSIONS);
}
