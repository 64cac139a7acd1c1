import { ATTESTATION_SAYS } from '@brebaje/protocol/rest/attestations';
import type { Description } from '../ceremonies/describe.ts';
import type { ShownAttestation } from '../participants/attestations.ts';
import { type Html, html } from './html.ts';

/** What contributors tell of their contributions, in their words, and what that is worth. */
export function attested({ attestations, ceremony }: Description): Html | null {
  if (attestations.length === 0) return null;
  return html`<section aria-labelledby="attested">
<h2 id="attested">What contributors say</h2>
<p class="note">An attestation ${ATTESTATION_SAYS}.</p>
<ul>${attestations.map(
    ({ circuit, position, publicName, ...told }) =>
      html`<li>Contribution ${position}${ceremony.scheme === 'GROTH16' && ` to ${circuit}`}, <strong>${publicName}</strong>: ${attestationOf(told)}</li>`,
  )}</ul>
</section>`;
}

/** One attestation: the address as a link that gives away nothing and vouches for nothing, and the note as text. */
export function attestationOf({ url, note }: Omit<ShownAttestation, 'says'>): Html {
  return html`${url !== undefined && html`<a href="${url}" rel="nofollow noopener noreferrer">${url}</a>`}${url !== undefined && note !== undefined && html`<br>`}${note !== undefined && html`<span class="text">${note}</span>`}`;
}
