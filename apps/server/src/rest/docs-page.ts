/** The page at /docs: every operation, shape and refusal of the REST interface, with an address of its own each. */
import type { ProblemCode } from '@brebaje/protocol/rest/problems';
import {
  ACCESS_WORDS,
  type Field,
  type OperationEntry,
  problemAnchor,
  type Reference,
} from '@brebaje/protocol/rest/reference';
import { OPENAPI } from '@brebaje/protocol/routes';
import { type Html, html } from '../http/html.ts';

/** @param prefix path of the public URL */
export function docsPage({ chapters, shapes, problems }: Reference, prefix: string): Html {
  const names = new Set(shapes.map(({ name }) => name));
  return html`<div class="docs">
<nav aria-label="Contents">
<details open><summary>Contents</summary>
<ul>${chapters.map(
    ({ tag, operations }) => html`
<li><a href="#${slugOf(tag)}">${tag}</a><ul>${operations.map(
      ({ id, summary }) => html`<li><a href="#${id}">${summary}</a></li>`,
    )}</ul></li>`,
  )}
<li><a href="#shapes">Shapes</a></li>
<li><a href="#problems">Refusals</a></li>
</ul>
</details>
</nav>
<main>
<h1>REST interface</h1>
<p>JSON over HTTP. For programs: <a href="${prefix}${OPENAPI}">openapi.json</a> (OpenAPI 3.1), written from the same schemas that parse requests.</p>
${RULES}
${chapters.map(
  ({ tag, operations }) => html`<section aria-labelledby="${slugOf(tag)}">
<h2 id="${slugOf(tag)}">${tag}</h2>
${operations.map((operation) => operationCard(operation, names))}
</section>`,
)}
<section aria-labelledby="shapes">
<h2 id="shapes">Shapes</h2>
${shapes.map(
  ({ name, fields }) => html`<article class="card" id="shape-${name}">
<h3>${name}</h3>
${fieldTable(fields, names, `Fields of ${name}`)}
</article>`,
)}
</section>
<section aria-labelledby="problems">
<h2 id="problems">Refusals</h2>
<p>A refusal is <code>application/problem+json</code>: its <code>type</code> is the address of one of these, <code>detail</code> says what is the matter in this case, and <code>reference</code> is what to quote when asking for help.</p>
${problems.map(
  ({ code, status, text, next }) => html`<article class="card" id="${problemAnchor(code)}">
<h3><code>${code}</code> <span class="note">${status} · ${text}</span></h3>
<p>${next}</p>
</article>`,
)}
</section>
</main>
</div>`;
}

const RULES = html`<ul>
<li>Times are seconds since 1970. Fields that do not apply are absent.</li>
<li>Send the session id that signing in gives as <code>Authorization: Bearer …</code>.</li>
<li>A list answers <code>items</code>, <code>total</code> and <code>next</code>: ask again with <code>after</code> set to <code>next</code> and everything else the same. On the last page <code>next</code> is absent; <code>total</code> is counted for the first.</li>
<li>A change names the fields that change and no others. A row’s <code>ETag</code> sent as <code>If-Match</code> has the change refused when somebody else was faster.</li>
</ul>`;

function operationCard(operation: OperationEntry, names: ReadonlySet<string>): Html {
  const { id, method, path, summary, description, access, parameters, body, answers, refusals } = operation;
  return html`<article class="card" id="${id}">
<h3><a class="self" href="#${id}">${summary}</a></h3>
<p class="route"><span class="method">${method}</span> <code>${path}</code></p>
${description && html`<p>${prose(description)}</p>`}
<p class="note">For ${ACCESS_WORDS[access]}.${operation.versioned ? (method === 'GET' ? ' Sends the row’s version as ETag.' : ' Honours If-Match.') : ''}</p>
${
  parameters.length > 0 &&
  html`<h4>Parameters</h4>${fieldTable(
    parameters.map((one) => ({
      ...one,
      description: [one.place === 'path' ? 'In the path' : '', one.description].filter(Boolean).join('. '),
    })),
    names,
    `Parameters of ${summary}`,
  )}`
}
${body && html`<h4>Body</h4>${fieldTable(body, names, `Body of ${summary}`)}`}
${operation.bodyTypes.length > 0 && html`<p>The body may be ${operation.bodyTypes.map((type) => html`<code>${type}</code>`)}.</p>`}
<h4>Answers</h4>
${answers.map(
  ({ status, description: words, type, fields }) => html`<p><strong>${status}</strong> ${words}${
    type === undefined || type === 'object' ? null : html` (${typeShown(type, names)})`
  }</p>
${fields.length > 0 && !(type !== undefined && names.has(type)) && fieldTable(fields, names, `Answer ${status} of ${summary}`)}`,
)}
<details><summary>Refusals</summary>
<ul>${refusals.map(
    ({ status, codes }) =>
      html`<li>${status}: ${codes.map((code, index) => html`${index > 0 && ', '}${problemLink(code)}`)}</li>`,
  )}</ul>
</details>
<pre tabindex="0" aria-label="Example">${operation.curl}</pre>
</article>`;
}

function fieldTable(fields: Field[], names: ReadonlySet<string>, caption: string): Html {
  return html`<table>
<caption>${caption}</caption>
<thead><tr><th scope="col">Field</th><th scope="col">Type</th><th scope="col">Meaning</th></tr></thead>
<tbody>${fields.map(
    ({ name, type, required, description }) => html`
<tr><th scope="row"><code>${name}</code></th><td>${typeShown(type, names)}${!required && html`, <span class="note">optional</span>`}</td><td>${prose(description)}</td></tr>`,
  )}
</tbody>
</table>`;
}

/** Words of a type, with links to the shapes that have a name. */
function typeShown(type: string, names: ReadonlySet<string>): Html {
  const words = type.split(/(\b[A-Z]\w*\b)/);
  return html`${words.map((word) => (names.has(word) ? html`<a href="#shape-${word}">${word}</a>` : word))}`;
}

/** Text whose `code` is marked as in Markdown. */
function prose(text: string): Html {
  return html`${text.split(/`([^`]*)`/).map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))}`;
}

function problemLink(code: ProblemCode): Html {
  return html`<a href="#${problemAnchor(code)}"><code>${code}</code></a>`;
}

const slugOf = (tag: string): string => `chapter-${tag.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`;

/** Beside the style of all plain pages. */
export const DOCS_STYLE = `.docs { display: grid; grid-template-columns: minmax(13rem, 18rem) minmax(0, 1fr); max-width: 78rem; margin: 0 auto; }
.docs main { max-width: none; margin: 0; }
.top > div { max-width: 78rem; }
.docs nav { position: sticky; top: 0; align-self: start; max-height: 100vh; overflow-y: auto; padding: 1.25rem 0 2rem 1rem; font-size: .9rem; }
.docs nav ul { list-style: none; margin: .25rem 0; padding: 0; }
.docs nav ul ul { padding-left: .75rem; border-left: 1px solid var(--line); }
.docs nav li { margin: .15rem 0; }
.docs nav a { text-decoration: none; }
.docs nav a:hover { text-decoration: underline; }
.docs h2 { margin-top: 2.5rem; font-size: 1.35rem; }
.docs h3 { margin: .25rem 0 .5rem; font-size: 1.05rem; overflow-wrap: anywhere; }
.docs h4 { margin: 1rem 0 .25rem; font-size: .95rem; }
.docs article { scroll-margin-top: .5rem; }
.docs article:target { border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent); }
.docs .self { color: inherit; text-decoration: none; }
.docs .route { margin: .25rem 0; overflow-wrap: anywhere; }
.method { display: inline-block; min-width: 4.5rem; padding: .05rem .5rem; border: 1px solid var(--line); border-radius: .35rem;
  font: 600 .8rem/1.6 ui-monospace, monospace; text-align: center; color: var(--accent); }
.docs table { width: 100%; border-collapse: collapse; font-size: .92rem; }
.docs caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.docs th, .docs td { padding: .35rem .75rem .35rem 0; border-top: 1px solid var(--line); text-align: left; vertical-align: top; overflow-wrap: anywhere; }
.docs thead th { border-top: 0; color: var(--soft); font-weight: 500; }
.docs tbody th { width: 30%; font-weight: 600; }
.docs tbody td:nth-of-type(1) { width: 25%; }
.docs details > summary { cursor: pointer; color: var(--soft); }
@media (max-width: 56rem) {
  .docs { display: block; }
  .docs nav { position: static; max-height: 40vh; padding: 1rem; border-bottom: 1px solid var(--line); }
}
@media (max-width: 34rem) {
  .docs thead { display: none; }
  .docs tr { display: block; padding: .4rem 0; border-top: 1px solid var(--line); }
  .docs tbody th, .docs tbody td { display: block; width: auto !important; padding: 0; border: 0; }
}
`;
