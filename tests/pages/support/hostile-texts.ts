/** Texts as nobody should write them, and what a page must not have made of them. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const RUN = 'globalThis.injected=1';

/** What REST takes as a title: up to 120 signs without control characters. */
export const HOSTILE_TITLES = [
  `<script>${RUN}</script>`,
  `<img src=x onerror=${RUN}>`,
  `"><svg onload=${RUN}><"`,
  `' onfocus='${RUN}' autofocus='`,
  `</title></textarea></style><script>${RUN}</script>`,
  `<base href="https://elsewhere.invalid/"><meta http-equiv=refresh content=0;url=//x.invalid>`,
  `<iframe srcdoc="<script>parent.${RUN}</script>">`,
  'javascript:globalThis.injected=1',
  `\${${RUN}}{{${RUN}}}<%= ${RUN} %>`,
  "$& $` $' $1 {count} {name} <name>x</name>",
  '&lt;b&gt; &amp;amp; &#60;b&#62; &quot;',
  ']]> --> --!> <!-- ',
  'begin \u202egnp.exe\u202c end',
  'never closed \u202e\u2067\u2066',
  'zero\u200bwidth\u200djoin\ufeff\u2060',
  `Z${'\u0310\u0489'.repeat(50)}algo`,
  'W'.repeat(120),
  '仪'.repeat(120),
  '𝔘𝔫𝔦 👩‍👩‍👧‍👦 🏴‍☠️',
];

/** Fails where something that came in as text is anything else, or turns the text around it. */
export async function expectHarmless(page: Page, what: string): Promise<void> {
  const wrong = await page.evaluate(() => {
    const found: string[] = [];
    if ('injected' in globalThis) found.push('a script ran');
    for (const element of document.querySelectorAll('*')) {
      for (const { name, value } of element.attributes) {
        if (/^on/i.test(name)) found.push(`${element.tagName} has ${name}`);
        if (
          /^(href|src|action|formaction|xlink:href)$/i.test(name) &&
          /^\s*(javascript|vbscript|data:text)/i.test(value)
        )
          found.push(`${element.tagName} leads to ${value}`);
      }
      if (/^(IFRAME|OBJECT|EMBED)$/i.test(element.tagName)) found.push(element.tagName);
      if (element.tagName === 'SCRIPT' && !(element as HTMLScriptElement).src) found.push('an inline script');
    }
    if (
      document.querySelectorAll('base').length > 1 ||
      document.querySelector('meta[http-equiv=refresh]:not(noscript *)')
    )
      found.push('a base or a redirect');
    // A sign that steers the text around it has to end with the element that it is in.
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      if (!/[\u202a-\u202e\u2066-\u2069]/.test(node.textContent ?? '')) continue;
      let holder = node.parentElement!;
      const isolates = (element: Element) => {
        const { display, unicodeBidi } = getComputedStyle(element);
        return (
          unicodeBidi.includes('isolate') ||
          unicodeBidi === 'plaintext' ||
          !/^(inline|contents)$/.test(display)
        );
      };
      while (!isolates(holder) && holder.parentElement) holder = holder.parentElement;
      const alone = holder.textContent?.trim() === node.textContent?.trim() || holder.tagName === 'BDI';
      if (!alone && !/^(TEXTAREA|CODE|PRE|P|OPTION)$/.test(holder.tagName))
        found.push(
          `${holder.tagName}.${holder.className} is turned around: ${holder.textContent?.slice(0, 80)}`,
        );
    }
    return found;
  });
  expect(wrong, what).toEqual([]);
}
