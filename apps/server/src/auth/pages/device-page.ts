/** The page on which a person approves or refuses a terminal. Works without scripts. */
import { plainCode } from '@brebaje/protocol/rest/device';
import { APP } from '@brebaje/protocol/routes';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { smallBody } from '../../http/bodies.ts';
import type { FaceContext } from '../../http/face-context.ts';
import { type Html, html, sendPage } from '../../http/html.ts';
import { prefixOf } from '../../http/public-url.ts';
import { type DeviceRequest, decideDevice, findDevice } from '../device.ts';
import { sendProblem } from '../notice-page.ts';
import type { AuthServices } from '../services.ts';
import { grouped } from '../short-code.ts';
import { cameFromElsewhere, pageSession, signInChoices } from './page-session.ts';

const CODE = /^[A-Z0-9]{4,16}$/;
const UNKNOWN = 'This code is not known, was used or has ended. Ask for a new one in the terminal.';

/** `GET /app/device`: sign in, enter the code, see what asks. */
export async function showDevice(
  context: FaceContext,
  services: AuthServices,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { user_code } = request.query as Record<string, unknown>;
  const code = plainCode(typeof user_code === 'string' ? user_code : '');
  const here = CODE.test(code) ? `${APP.device}?user_code=${grouped(code)}` : APP.device;
  if (cameFromElsewhere(context, request, reply, here)) return reply;
  const session = await pageSession(context, request);
  if (!session) return send(reply, context, 200, [signInChoices(context, here)]);
  if (code === '') return send(reply, context, 200, [codeForm(context)]);
  if (!services.codes.take(request.ip, context.clock.now())) return tooMany(reply, context);
  const found = CODE.test(code) ? await findDevice(context, code) : null;
  if (!found) return send(reply, context, 404, [problem(UNKNOWN), codeForm(context)]);
  return send(reply, context, 200, [question(context, { ...found, code, as: session.handle })]);
}

/** `POST /app/device`: the person has decided. */
export async function decide(
  context: FaceContext,
  services: AuthServices,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { config } = context;
  const form = new URLSearchParams(await smallBody(request, reply));
  const session = await pageSession(context, request);
  if (!session)
    return sendProblem(
      reply,
      config,
      403,
      'Not signed in',
      'Open this page in your browser, sign in and try again.',
    );
  if (!services.codes.take(request.ip, context.clock.now())) return tooMany(reply, context);
  const code = plainCode(form.get('user_code') ?? '');
  const decision = form.get('decision');
  if (!CODE.test(code) || (decision !== 'approve' && decision !== 'refuse'))
    return send(reply, context, 400, [problem(UNKNOWN), codeForm(context)]);
  const approved = decision === 'approve';
  if (!(await decideDevice(context, code, approved ? session.identityId : null)))
    return send(reply, context, 404, [problem(UNKNOWN), codeForm(context)]);
  return send(reply, context, 200, [
    approved
      ? html`<p class="notice" role="status"><strong>Approved.</strong> The terminal goes on by itself in a few seconds; you can close this page.</p>`
      : html`<p class="warning" role="status"><strong>Refused.</strong> The terminal was told; nothing was signed in.</p>`,
    html`<p class="note">Its session stands in the list on <a href="${prefixOf(config)}${APP.account}">your account page</a>, where you can end it.</p>`,
  ]);
}

function send(reply: FastifyReply, { config }: FaceContext, status: number, parts: Html[]): FastifyReply {
  return sendPage(reply, config, status, {
    title: 'Sign a terminal in',
    sendsOrigin: true,
    body: html`<main>
<h1>Sign a terminal in</h1>
<p>A program without a browser asks to act for you on this server.</p>
${parts}
</main>`,
  });
}

function tooMany(reply: FastifyReply, context: FaceContext): FastifyReply {
  const text = 'Too many codes were tried from your network. Try again in a minute.';
  return send(reply.header('retry-after', '60'), context, 429, [problem(text)]);
}

const problem = (text: string): Html => html`<p class="problem" role="alert">${text}</p>`;

function codeForm({ config }: FaceContext): Html {
  return html`<form class="card" method="get" action="${prefixOf(config)}${APP.device}">
<label for="user_code">Code that the terminal shows</label>
<input id="user_code" name="user_code" required maxlength="20" spellcheck="false" autocomplete="off" autocapitalize="characters" placeholder="BCDF-GHJK">
<button>Look</button>
</form>`;
}

function question(
  { config }: FaceContext,
  { client, age, code, as }: DeviceRequest & { code: string; as: string },
): Html {
  const asked = age < 60 ? 'less than a minute ago' : `${Math.floor(age / 60)} min ago`;
  return html`<form class="card" method="post" action="${prefixOf(config)}${APP.device}">
<p>Is this the code on your terminal?</p>
<p class="code">${grouped(code)}</p>
<dl><dt>It calls itself</dt><dd><bdi>${client}</bdi></dd><dt>It asked</dt><dd>${asked}</dd><dt>You are</dt><dd><bdi>${as}</bdi></dd></dl>
<p>Approve only if you started it yourself just now. Whoever sent you this code or link would get a session in your name.</p>
<input type="hidden" name="user_code" value="${code}">
<button name="decision" value="approve">Approve</button>
<button class="quiet" name="decision" value="refuse">Refuse</button>
</form>`;
}
