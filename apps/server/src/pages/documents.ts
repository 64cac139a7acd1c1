/** Documents of the built pages, filled in for the address at which they are asked for. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config/options.ts';
import { html, secured } from '../http/html.ts';
import { prefixOf, publicBase } from '../http/public-url.ts';
import { type Head, headMarkup } from './head.ts';
import type { BuiltPages } from './open-pages.ts';
import { type PageFile, pageFile, sendPageFile } from './page-file.ts';

export interface Document {
  head: Head;
  /** Content-Security-Policy. */
  policy: string;
  /** Default 200. */
  status?: number | undefined;
  /** Which of the built documents; default index.html. */
  name?: string;
  /** Other sites may show it in a frame, if `policy` allows it as well. */
  frameable?: boolean;
  /** Scripts that it will ask for, by their paths among the built files. */
  scripts?: readonly string[];
}

export type SendDocument = (
  request: FastifyRequest,
  reply: FastifyReply,
  document: Document,
) => Promise<FastifyReply>;

/** Filled documents that are kept, with their packed forms. */
const KEPT = 256;

/** How documents of these pages are sent: with headers that keep others out, and always asked for anew. */
export function documentSender(config: Config, pages: BuiltPages): SendDocument {
  const kept = new Map<string, PageFile>();
  return async (request, reply, { head, policy, status, name = 'index.html', frameable, scripts = [] }) => {
    const base = publicBase(config, request);
    const key = JSON.stringify([name, head, base, scripts]);
    let file = kept.get(key);
    if (!file) {
      const built = pages.get(name);
      if (!built) throw new Error(`the built pages have no ${name}`);
      file = pageFile(
        name,
        Buffer.from(fill(built.bytes.toString(), { head, prefix: prefixOf(config), base, scripts })),
      );
      if (kept.size >= KEPT) kept.clear();
      kept.set(key, file);
    }
    secured(reply, config, policy).header('cache-control', 'no-cache');
    if (frameable) reply.removeHeader('x-frame-options').removeHeader('cross-origin-opener-policy');
    return sendPageFile(request, reply, file, status);
  };
}

/** Puts in what the build leaves open. Functions, because a title may contain what `replace` would read as a pattern. */
function fill(
  built: string,
  {
    head,
    prefix,
    base,
    scripts,
  }: { head: Head; prefix: string; base: string | null; scripts: readonly string[] },
): string {
  const early = scripts.map((path) => html`<link rel="modulepreload" crossorigin href="./${path}">\n`.text);
  const { text: markup } = headMarkup(head, base);
  const plain = html`${prefix}${head.plain}`.text;
  return built
    .replace('<base href="/">', () => html`<base href="${prefix}/">`.text)
    .replace(/<meta name="description" content="[^"]*">\n?/, '')
    .replace(/<title>[^<]*<\/title>/, () => markup)
    .replace('</head>', () => `${early.join('')}</head>`)
    .replace('url=plain"', () => `url=${plain}"`)
    .replace('href="plain"', () => `href="${plain}"`);
}
