/** What people read of a ceremony before they join, and after it: texts, dates, terms, news, the result. */
import type { Description } from '../ceremonies/describe.ts';
import { inUnits } from '../ceremonies/means.ts';
import { type Html, html, moment } from './html.ts';

/** Whose ceremony it is. A link leads to https and nowhere else, whatever the database holds. */
export function owner({ project: { name, homepage, logo } }: Description): Html {
  const site = homepage !== null && URL.canParse(homepage) ? new URL(homepage) : null;
  return html`<p class="owner">${logo !== null && html`<img src="${logo}" alt="">`}<strong>${name}</strong>${
    site?.protocol === 'https:' &&
    html` <a href="${site.href}" rel="noopener nofollow noreferrer">Go to ${site.host}</a>`
  }</p>`;
}

/** Purpose first: why anybody should stay on this page. */
export function purpose({ ceremony }: Description): Html {
  const text = ceremony.about.purpose;
  return text === undefined
    ? html`<p class="note">A trusted-setup ceremony: people add secrets one after another, and the result is safe as long as one of them was honest.</p>`
    : html`<p class="text">${text}</p>`;
}

/** News, the latest first; changes while people watch. */
export function news({ announcements }: Description): Html | null {
  if (announcements.length === 0) return null;
  return html`<section aria-labelledby="news">
<h2 id="news">News</h2>
<ul>${announcements.map(
    ({ at, kind, text }) =>
      html`<li>${moment(at)}${kind === 'INCIDENT' ? html` <strong>Incident:</strong>` : null} <span class="text">${text}</span></li>`,
  )}</ul>
</section>`;
}

/** What it asks of somebody who thinks of joining. */
export function asked({ ceremony }: Description): Html {
  const { about, eligibility, expected, opensAt, closesAt, closedAt, finalizedAt, openedAt, beacon } =
    ceremony;
  const date = (label: string, seconds: number | undefined) =>
    seconds === undefined ? null : html`<dt>${label}</dt><dd>${moment(seconds * 1000)}</dd>`;
  const open = ceremony.status === 'OPENED' || ceremony.status === 'PAUSED';
  const ahead = open || ceremony.status === 'SCHEDULED';
  return html`<section class="card" aria-labelledby="asked">
<h2 id="asked">What you should know</h2>
<dl>
<dt>Who may join</dt><dd>${eligibility.words}</dd>
${openedAt === undefined ? date('Opens', opensAt) : date('Opened', openedAt)}
${closedAt === undefined ? date('Closes', closesAt) : date('Closed', closedAt)}
${beacon && html`<dt>Ends with</dt><dd>${beacon.words}</dd>`}
${date('Finalized', finalizedAt)}
${ahead && html`<dt>A contribution takes</dt><dd>${expected.turn.words}</dd>`}
${open && html`<dt>Waiting takes</dt><dd>${expected.wait.words}</dd>`}
${ahead && expected.download > 0 ? html`<dt>You receive and send</dt><dd>${moved(expected)}</dd>` : null}
${about.capability === undefined ? null : html`<dt>You need</dt><dd class="text">${about.capability}</dd>`}
${about.support === undefined ? null : html`<dt>Help</dt><dd>${linked(about.support)}</dd>`}
</dl>
</section>`;
}

function moved({ download, upload }: Description['ceremony']['expected']): string {
  return download === upload
    ? `${inUnits(download)} each way`
    : `${inUnits(download)} and ${inUnits(upload)}`;
}

/** A support line as a link, where it is plainly an address of the web or of mail. */
function linked(support: string): Html | string {
  const href = /^https:\/\/[^\s"<>]+$/.test(support)
    ? support
    : /^[^\s@:/?&"<>]+@[^\s@:/?&"<>]+$/.test(support)
      ? `mailto:${support}`
      : null;
  return href === null ? support : html`<a href="${href}" rel="noreferrer nofollow">${support}</a>`;
}

/** Instructions and timeline, as the coordinator wrote them. */
export function texts({ ceremony: { about } }: Description): (Html | null)[] {
  const section = (id: string, title: string, text: string | undefined) =>
    text === undefined
      ? null
      : html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2><p class="text">${text}</p></section>`;
  return [
    section('instructions', 'How it goes', about.instructions),
    section('timeline', 'Timeline', about.timeline),
  ];
}

/** The terms in full: nobody should have to begin in order to read them. */
export function terms({ ceremony: { about } }: Description): Html {
  return html`<section aria-labelledby="terms">
<h2 id="terms">What you accept</h2>
<details><summary>What will be public, and what for ever (version ${about.terms.version})</summary>
<p class="text">${about.terms.text}</p></details>
</section>`;
}

/** The files of a finalized ceremony. */
export function result({ artifacts, ceremony }: Description, url: string): Html | null {
  if (artifacts.length === 0) return null;
  return html`<section aria-labelledby="result">
<h2 id="result">Result</h2>
${ceremony.test ? html`<p><span class="test">TEST</span> These files are of a test: do not rely on them.</p>` : null}
<ul>${artifacts.map(
    ({ name, url, size, hash }) =>
      html`<li><a href="${url}">${name}</a>, ${inUnits(size)}<br><span class="note">SHA-256 <code>${hash}</code></span></li>`,
  )}</ul>
<p>Check it without trusting this server:</p>
<pre tabindex="0">brebaje verify ${url}</pre>
</section>`;
}

/** Links to what else this server runs. */
export function others({ others }: Description): Html | null {
  if (others.length === 0) return null;
  return html`<section aria-labelledby="others">
<h2 id="others">Other ceremonies here</h2>
<ul>${others.map(
    ({ title, url, status, test }) =>
      html`<li><a href="${url}">${title}</a>${test ? ' (TEST)' : ''}: ${WORDS[status]}</li>`,
  )}</ul>
</section>`;
}

const WORDS = {
  SCHEDULED: 'not open yet',
  OPENED: 'open',
  PAUSED: 'paused',
  CLOSED: 'closed',
  CANCELED: 'canceled',
  FINALIZED: 'finalized',
} as const;
