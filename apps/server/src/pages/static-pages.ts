/** The built pages for a host of their own, which only hands out files. */
import { html } from '../http/html.ts';
import { elsewherePolicy } from './page-policy.ts';
import type { Files } from './read-folder.ts';

export interface StaticPlace {
  /** Base of the server that they speak to, without a slash at the end. */
  server: string;
  /** Origins besides the server's that it sends files to and reads them from. */
  storage: readonly string[];
  /** Path at which the host has them, with a slash at either end. */
  at: string;
}

/** Shown by most hosts for addresses that are no files: ceremonies' pages are some. */
const OTHERWISE = '404.html';

/** The same files, with documents that name the server and their own policy. */
export function staticPages(built: Files, place: StaticPlace): Files {
  const document = built.get('index.html');
  if (!document) throw new Error('the built pages have no index.html');
  const bytes = Buffer.from(fill(document.toString(), place));
  // Frames are the server's to allow: a host of files may send no header that does.
  const others = [...built].filter(([path]) => !path.endsWith('.html') && !path.startsWith('.'));
  return new Map([...others, ['index.html', bytes], [OTHERWISE, bytes]]);
}

function fill(built: string, { server, storage, at }: StaticPlace): string {
  const policy = elsewherePolicy(new URL(server).origin, storage);
  const put = (text: string, mark: string, markup: { text: string }): string => {
    if (!text.includes(mark)) throw new Error(`the built pages have no ${mark}`);
    return text.replace(mark, () => markup.text);
  };
  const described = put(
    put(built, '<base href="/">', html`<base href="${at}">`),
    '<meta charset="utf-8">',
    html`<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="${policy}">
<meta name="referrer" content="no-referrer">`,
  );
  const named = put(
    described,
    'name="brebaje-server" content=""',
    html`name="brebaje-server" content="${server}"`,
  );
  return put(
    put(named, 'url=plain"', html`url=${server}/plain"`),
    'href="plain"',
    html`href="${server}/plain"`,
  );
}
