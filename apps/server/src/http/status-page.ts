/** The page of a ceremony, at `/` and `/c/<slug>`: what it is, what is going on, and how to take part. */
import { PAGES, SEQUENCER, sequencerBase } from '@brebaje/protocol/routes';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Description, describeCeremony } from '../ceremonies/describe.ts';
import { attested } from './attested.ts';
import type { Bundle } from './bundle.ts';
import * as sections from './ceremony-sections.ts';
import type { FaceContext } from './face-context.ts';
import { type Html, html, moment, sendPage } from './html.ts';
import { prefixOf, publicBase } from './public-url.ts';
import type { CeremonyRow, Overview } from './sequencer-port.ts';

/** Renders the page of one ceremony. `bundle` null: the server offers no command for download. */
export async function sendStatusPage(
  context: FaceContext,
  ceremony: CeremonyRow,
  bundle: Bundle | null,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const overview = ceremony.scheme === 'KZG' ? await context.sequencer.overview(ceremony.id) : null;
  const told = await describeCeremony(context, ceremony);
  const isDefault = (await context.sequencer.ceremony(null))?.id === ceremony.id;
  const prefix = prefixOf(context.config);
  const base = publicBase(context.config, request) ?? `http://localhost:${context.config.port}`;
  const routes = sequencerBase(isDefault ? null : ceremony.slug);
  const now = context.clock.now();
  return sendPage(reply, context.config, 200, {
    title: ceremony.test && !ceremony.title.includes('TEST') ? `TEST · ${ceremony.title}` : ceremony.title,
    script: PAGES.refreshScript,
    head: html`<noscript><meta http-equiv="refresh" content="30"></noscript>`,
    body: html`<main>
${sections.owner(told)}
${ceremony.test ? html`<p><span class="test">TEST</span> This ceremony is for trying things out: nobody relies on its result.</p>` : null}
<h1>${ceremony.title}</h1>
${sections.purpose(told)}
<div id="live">${overview ? live(ceremony, overview, now) : chains(ceremony, told)}${sections.news(told)}</div>
${sections.result(told, `${base}${PAGES.ceremony}/${ceremony.slug}`)}
${sections.asked(told)}
${sections.texts(told)}
${howTo(ceremony, overview ? `${base}${routes}` : `${base}${PAGES.ceremony}/${ceremony.slug}`, base, bundle)}
${attested(told)}
${sections.terms(told)}
<h2>More</h2>
<ul>
${
  overview &&
  html`<li><a href="${prefix}${routes}${SEQUENCER.currentState}" download="transcript.json">Transcript so far</a>: everything needed to check it</li>
<li><a href="${prefix}${routes}${SEQUENCER.status}">Status as JSON</a></li>`
}
<li>Everything that happened, as a log that cannot be changed unnoticed: <code>${base}${told.ceremony.links.events.slice(prefix.length)}</code></li>
${
  told.ceremony.manifestHash &&
  html`<li>SHA-256 of its manifest, which names it in receipts: <code>${told.ceremony.manifestHash}</code></li>`
}
<li><a href="${prefix}${PAGES.wellKnown}">Keys of this server</a></li>
</ul>
${sections.others(told)}
</main>`,
  });
}

function live(ceremony: CeremonyRow, overview: Overview, now: number): Html {
  const { turn } = overview;
  return html`<section class="card" aria-labelledby="now">
<h2 id="now">Now</h2>
<p role="status">${stateOf(ceremony)}</p>
<dl>
<dt>Contributing</dt><dd>${
    turn
      ? html`participant ${turn.participant}, ${STEPS[turn.step] ?? turn.step.toLowerCase()}, for ${lasting(now - turn.since)}${
          turn.deadline === null ? null : html` (time left: ${lasting(turn.deadline - now)})`
        }`
      : 'nobody at this moment'
  }</dd>
<dt>In the lobby</dt><dd>${overview.lobbySize}</dd>
<dt>Contributions</dt><dd>${overview.numContributions}${
    overview.latestAt === null ? null : html`, the latest at ${moment(overview.latestAt)}`
  }</dd>
<dt>Receipts signed by</dt><dd><code>${overview.sequencerAddress}</code></dd>
<dt>Powers</dt><dd>${overview.sizes.map(({ g1 }) => g1).join(', ')}</dd>
${overview.kernel === null ? null : html`<dt>Checked with</dt><dd>${overview.kernel}</dd>`}
</dl>
</section>`;
}

/** The same for ceremonies with a queue per circuit. */
function chains(ceremony: CeremonyRow, { ceremony: body }: Description): Html {
  return html`<section class="card" aria-labelledby="now">
<h2 id="now">Now</h2>
<p role="status">${stateOf(ceremony)}</p>
<dl>
<dt>Waiting</dt><dd>${body.waiting}</dd>
${body.circuits.map(
  ({ slug, contributions }) =>
    html`<dt>${slug}</dt><dd>${contributions} ${contributions === 1 ? 'contribution' : 'contributions'}</dd>`,
)}
<dt>Receipts signed by</dt><dd><code>${body.receiptAddress}</code></dd>
</dl>
</section>`;
}

/** What can be known of a turn: computing looks like downloading until the upload begins. */
const STEPS: Record<string, string> = {
  DOWNLOADING: 'downloading or computing',
  COMPUTING: 'computing',
  UPLOADING: 'uploading',
  VERIFYING: 'being verified',
  COMPLETED: 'done',
};

function stateOf(ceremony: CeremonyRow): Html | string {
  const ended = ceremony.status === 'FINALIZED' || ceremony.status === 'CANCELED';
  if (!ended && ceremony.drainedAt !== null) return 'Complete: it takes no more contributions.';
  if (!ended && ceremony.draining === 1)
    return 'Closing: whoever is in the lobby finishes, nobody new enters.';
  switch (ceremony.status) {
    case 'OPENED':
      return 'Open for contributions.';
    case 'SCHEDULED':
      return ceremony.opensAt === null ? 'Not open yet.' : html`Opens at ${moment(ceremony.opensAt)}.`;
    case 'PAUSED':
      return 'Paused. Nobody loses a place or a turn meanwhile.';
    case 'CLOSED':
      return 'Closed: whoever is in the lobby finishes, nobody new enters.';
    case 'CANCELED':
      return 'Canceled.';
    case 'FINALIZED':
      return 'Finalized: the result stands.';
  }
}

function howTo(ceremony: CeremonyRow, url: string, base: string, bundle: Bundle | null): Html | null {
  if (ceremony.status === 'CANCELED' || ceremony.status === 'FINALIZED' || ceremony.drainedAt !== null)
    return null;
  return html`<section aria-labelledby="how">
<h2 id="how">Take part</h2>
${
  bundle
    ? html`<p>With Node 22.18 or newer, in a terminal:</p>
<pre tabindex="0">curl -O ${base}${PAGES.bundle}
node brebaje.mjs contribute ${url}</pre>
<p class="note">SHA-256 of <a href="${base}${PAGES.bundle}">brebaje.mjs</a>: <code>${bundle.sha256}</code></p>`
    : html`<p>From a copy of the repository, in a terminal:</p>
<pre tabindex="0">npm run brebaje -- contribute ${url}</pre>`
}
${
  ceremony.scheme === 'KZG' &&
  html`<p>Any client written for Ethereum's KZG ceremony works, too: give it <code>${url}</code> as the sequencer.</p>`
}
</section>`;
}

function lasting(millis: number): string {
  const seconds = Math.max(0, Math.round(millis / 1000));
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
