/** The page of an invitation. Its script reads the token behind the # sign, which no request carries. */
import { APP } from '@brebaje/protocol/routes';
import type { FastifyReply } from 'fastify';
import type { FaceContext } from '../../http/face-context.ts';
import { html, sendPage } from '../../http/html.ts';
import { prefixOf, publicBase } from '../../http/public-url.ts';
import { inAppNotice } from '../in-app-notice.ts';

/**
 * `GET /app/join`: the same for everybody; opening it changes nothing.
 * @param built there are pages to contribute on
 */
export function showJoin(reply: FastifyReply, { config }: FaceContext, built: boolean): FastifyReply {
  return sendPage(reply, config, 200, {
    title: 'Your invitation',
    script: APP.joinScript,
    sendsOrigin: true,
    body: html`<main id="join" data-prefix="${prefixOf(config)}"${built && html` data-built="yes"`}>
<h1 id="title">Your invitation</h1>
${inAppNotice(reply.request)}
<p id="status" role="status"></p>
<noscript><p class="problem">This page needs its script to read the link. Without one, give the whole link to the command: <code>brebaje contribute '…'</code></p></noscript>
<div id="invitation" hidden>
<p id="says"></p>
<div id="about"></div>
<form id="use" class="card" hidden>
<div id="person" hidden>
<label for="name">Public name, if you want one</label>
<input id="name" maxlength="64" autocomplete="off" placeholder="contributor-…" aria-describedby="name-note">
<p class="note" id="name-note">Shown to everybody, for as long as there are copies of the result. Left empty, it is contributor- and a number.</p>
<h2>What you accept</h2>
<p class="said" id="terms"></p>
<label><input type="checkbox" id="accept">I have read this and accept it</label>
</div>
<button id="mine" value="mine" hidden></button>
<button id="separate" value="separate"></button>
<p class="note">Nothing is used up before you click.</p>
</form>
<details id="command" hidden><summary>With the command instead</summary><pre id="command-line"></pre></details>
</div>
<form id="move" class="card" hidden>
<h2>Go on from another device</h2>
<p>Open <strong>${publicBase(config, reply.request) ?? prefixOf(config)}${APP.account}</strong> on the device where you are signed in, take a code there and enter it here.</p>
<label for="code">Code</label>
<input id="code" required maxlength="20" spellcheck="false" autocomplete="off" autocapitalize="characters" placeholder="BCDF-GHJK-LMNP">
<button>Go on here</button>
</form>
</main>`,
  });
}
