/** Whoever came by a link in a chat is told to open a browser of their own, before they begin anything. */
import { inAppBrowser } from '@brebaje/protocol/in-app-browser';
import type { FastifyRequest } from 'fastify';
import { type Html, html } from '../http/html.ts';

/** Null: it is a browser of its own. */
export function inAppNotice(request: FastifyRequest): Html | null {
  const app = inAppBrowser(request.headers['user-agent'] ?? '');
  if (app === undefined) return null;
  return html`<section class="warning" aria-labelledby="in-app">
<p><strong id="in-app">You are inside ${app === '' ? 'an app' : app}</strong></p>
<p>Its built-in browser has no wallet, forgets files, and stops working as soon as you go back to the chat.
Open this page in a browser of its own: choose “Open in browser” in the menu, or copy the address.</p>
</section>`;
}
