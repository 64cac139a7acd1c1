/** The page of Sign-In with Ethereum: with a wallet, or by signing anywhere and pasting the signature. */
import { AUTH } from '@brebaje/protocol/routes';
import type { FastifyReply } from 'fastify';
import type { Config } from '../config/options.ts';
import { type Html, html, sendPage } from '../http/html.ts';
import { prefixOf } from '../http/public-url.ts';
import type { CeremonyRow } from '../http/sequencer-port.ts';
import { inAppNotice } from './in-app-notice.ts';

/** Taking part in a ceremony, perhaps on another site: `state` travels on unchanged. */
export interface ToCeremony {
  ceremony: CeremonyRow;
  state: string;
  redirect: URL | null;
}

/** Signing in for our own pages, then going on to one of them. */
export interface ToPage {
  next: string;
}

export interface EthPage {
  purpose: ToCeremony | ToPage;
  /** What was typed; null: nothing yet. */
  address: string | null;
  /** The message to sign, once the address is known. */
  message: string | null;
  /** What went wrong before. */
  problem: string | null;
}

export function sendEthPage(
  reply: FastifyReply,
  config: Config,
  status: number,
  page: EthPage,
): FastifyReply {
  const { purpose, message, problem } = page;
  const [ceremony, redirect] = 'next' in purpose ? [null, null] : [purpose.ceremony, purpose.redirect];
  return sendPage(reply, config, status, {
    title: ceremony ? `Sign in · ${ceremony.title}` : 'Sign in',
    script: AUTH.ethScript,
    sendsOrigin: ceremony === null,
    formOrigins: redirect ? [redirect.origin] : [],
    body: html`<main>
${ceremony?.test ? html`<p><span class="test">TEST</span></p>` : null}
<h1>Sign in with Ethereum</h1>
${
  ceremony
    ? html`<p>You sign in to take part in <strong><bdi>${ceremony.title}</bdi></strong>. You sign a short text with your wallet; no transaction is sent and nothing is paid.
Your address becomes part of the public transcript for ever if you contribute.</p>`
    : html`<p>You sign a short text; no transaction is sent and nothing is paid.
What becomes public if you take part in a ceremony is said there, before you join.</p>`
}
${redirect ? html`<p class="note">Afterwards you go on to <strong>${redirect.origin}</strong>.</p>` : null}
${inAppNotice(reply.request)}
${problem ? html`<p class="problem" role="alert">${problem}</p>` : null}
<section id="wallet" class="card" hidden aria-labelledby="wallet-title">
<h2 id="wallet-title">With a wallet in this browser</h2>
<div id="wallets"></div>
<p id="wallet-status" class="note" role="status"></p>
</section>
${message === null ? addressForm(config, page) : signatureForm(config, page, message)}
</main>`,
  });
}

/** What a form carries on. */
function carried(purpose: EthPage['purpose']): Html {
  return 'next' in purpose
    ? html`<input type="hidden" name="next" value="${purpose.next}">`
    : html`<input type="hidden" name="state" value="${purpose.state}">`;
}

function addressForm(config: Config, { purpose, address }: EthPage): Html {
  return html`<section class="card" aria-labelledby="anywhere">
<h2 id="anywhere">Sign anywhere</h2>
<p>Any program that signs messages will do, such as a hardware wallet's or <code>cast wallet sign</code>.</p>
<form method="get" action="${prefixOf(config)}${AUTH.ethPage}">
${carried(purpose)}
<label for="address">Your address</label>
<input id="address" name="address" value="${address}" required pattern="0x[0-9a-fA-F]{40}" maxlength="42" spellcheck="false" autocomplete="off" placeholder="0x…">
<button>Get the text to sign</button>
</form>
</section>`;
}

function signatureForm(config: Config, { purpose }: EthPage, message: string): Html {
  return html`<section class="card" aria-labelledby="anywhere">
<h2 id="anywhere">Sign this text</h2>
<form id="sign" method="post" action="${prefixOf(config)}${AUTH.ethSign}">
${carried(purpose)}
<label for="message">Text, exactly as it stands (personal_sign, EIP-191)</label>
<textarea id="message" name="message" rows="12" readonly spellcheck="false">
${message}</textarea>
<label for="signature">Signature</label>
<input id="signature" name="signature" required pattern="0x[0-9a-fA-F]{130}" maxlength="132" spellcheck="false" autocomplete="off" placeholder="0x…">
<button>Sign in</button>
</form>
<p class="note">The text is good for five minutes and one attempt.</p>
</section>`;
}
