/**
 * The one style sheet of the pages that the server writes itself: light and dark, from phone width up. Colours and
 * shapes are those of the built pages (apps/web/src/palette.css and ui/); a test compares the colours.
 */
export const STYLE = `:root {
  color-scheme: light dark;
  --ink: light-dark(#1c2321, #e8ecea);
  --soft: light-dark(#55605c, #a3afaa);
  --line: light-dark(#d5dcd9, #38423e);
  --card: light-dark(#ffffff, #1b211f);
  --ground: light-dark(#f4f6f5, #121615);
  --sunken: light-dark(#e9eeec, #0d1110);
  --accent: light-dark(#0b6e4f, #5fd3a8);
  --on-accent: light-dark(#ffffff, #0c1512);
  --accent-soft: light-dark(#dcefe7, #17352b);
  --warn: light-dark(#8a4b00, #f0b35c);
  --warn-soft: light-dark(#fbeedb, #3a2a12);
  --bad: light-dark(#a12622, #ff938c);
  --bad-soft: light-dark(#fbe4e2, #3d1816);
  --good: light-dark(#0b6e4f, #5fd3a8);
  --mono: ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace;
}
:root[data-theme="light"] { color-scheme: light; }
:root[data-theme="dark"] { color-scheme: dark; }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { display: flex; flex-direction: column; min-height: 100dvh; margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere; }
.top { border-bottom: 1px solid var(--line); background: var(--card); }
.top > div { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem 1.5rem; max-width: 72rem; margin: 0 auto; padding: .5rem 1rem; }
.top a { display: inline-flex; align-items: center; min-height: 2.75rem; color: var(--ink); text-decoration: none; }
.top nav { display: flex; flex-wrap: wrap; gap: 0 1.25rem; }
@media (max-width: 39.99rem) { .top nav { order: 1; flex-basis: 100%; } }
.top nav a:hover, #account:hover { text-decoration: underline; }
#account { display: block; margin-inline-start: auto; max-width: 10rem; line-height: 2.75rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.top .home { gap: .5rem; font-weight: 700; }
.top svg { width: 1.75rem; height: 1.75rem; color: var(--accent); fill: currentColor; }
.foot { border-top: 1px solid var(--line); color: var(--soft); font-size: .875rem; }
.foot > div { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 1rem; max-width: 72rem; margin: 0 auto; padding: 1rem; }
.foot label { display: flex; align-items: center; gap: .5rem; margin: 0; font-weight: 400; }
.foot nav { display: flex; flex-wrap: wrap; gap: 0 1.25rem; }
.foot a { display: inline-flex; align-items: center; min-height: 2.75rem; }
select { min-height: 2.75rem; padding: 0 .5rem; border: 1px solid var(--line); border-radius: .25rem; background: var(--card); color: inherit; font: inherit; }
.foot select { color: var(--ink); }
main { flex-grow: 1; width: 100%; max-width: 48rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; overflow-x: clip; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 1rem; }
@media (min-width: 40rem) { h1 { font-size: 1.875rem; } }
h2 { font-size: 1.125rem; line-height: 1.4; font-weight: 600; margin: 2rem 0 .5rem; }
p { margin: .75rem 0; }
p:empty { margin: 0; }
a { color: var(--accent); text-underline-offset: .15em; }
a, strong, b { unicode-bidi: isolate; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.test { display: inline-block; padding: .05rem .5rem; border: 2px solid var(--warn); border-radius: .35rem;
  color: var(--warn); font-weight: 700; font-size: .875rem; letter-spacing: .05em; }
.note { color: var(--soft); font-size: .9375rem; }
.owner { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem .75rem; margin-top: 0; }
.owner img { height: 2.5rem; width: auto; max-width: 10rem; object-fit: contain; border-radius: .25rem; }
.problem, .notice, .warning { margin: 1rem 0; padding: .75rem 1rem; border-radius: .5rem; border-inline-start: 4px solid var(--bad);
  background: var(--bad-soft); }
.notice { border-color: var(--good); background: var(--accent-soft); }
.warning { border-color: var(--warn); background: var(--warn-soft); }
.notice p, .warning p { margin: .25rem 0; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: 1rem; margin: 1rem 0; }
@media (min-width: 40rem) { .card { padding: 1.25rem; } }
.card > :first-child { margin-top: 0; }
.card > :last-child, .card > form > :last-child { margin-bottom: 0; }
dl { display: grid; grid-template-columns: minmax(7rem, auto) 1fr; gap: .375rem 1rem; margin: 0; }
dt { color: var(--soft); }
dd { margin: 0; font-variant-numeric: tabular-nums; }
pre, textarea { width: 100%; margin: .5rem 0; padding: .75rem; border: 1px solid var(--line); border-radius: .375rem;
  background: var(--sunken); color: inherit; font: .875rem/1.5 var(--mono); white-space: pre-wrap; overflow-wrap: anywhere; }
textarea { display: block; resize: vertical; }
ul { padding-inline-start: 1.2rem; margin: .5rem 0; }
li { margin: .25rem 0; }
.text, .said { white-space: pre-line; unicode-bidi: isolate; }
summary { cursor: pointer; min-height: 2.75rem; padding: .6rem 0; font-weight: 600; }
code { font: .9em var(--mono); overflow-wrap: anywhere; }
label { display: block; font-weight: 600; margin: 1rem 0 .375rem; }
input { width: 100%; min-height: 2.75rem; padding: .5rem .75rem; border: 1px solid var(--line); border-radius: .375rem; background: var(--card);
  color: inherit; font: inherit; }
input[name="address"], input[name="signature"], input[name="user_code"], #code { font-family: var(--mono); }
input::placeholder { color: var(--soft); }
button, .button { display: inline-flex; align-items: center; justify-content: center; gap: .5rem; max-width: 100%; min-height: 2.75rem;
  margin: .75rem .5rem 0 0; padding: .5rem 1rem; border: 1px solid var(--accent); border-radius: .375rem;
  background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 600; text-align: center; text-decoration: none; cursor: pointer; }
button:disabled { opacity: .6; cursor: not-allowed; }
button img { width: 1.5rem; height: 1.5rem; border-radius: .25rem; }
#wallets { display: grid; gap: .5rem; }
#wallets button { width: 100%; margin: 0; }
input[type="checkbox"] { flex: none; width: 1.25rem; min-height: 1.25rem; height: 1.25rem; margin: 0; accent-color: var(--accent); }
label:has(input[type="checkbox"]) { display: flex; align-items: center; gap: .625rem; min-height: 2.75rem; font-weight: 400; }
.quiet { background: transparent; border-color: var(--line); color: var(--accent); }
.code { font: 600 1.6rem/1.3 var(--mono); letter-spacing: .08em; margin: .75rem 0; overflow-wrap: anywhere; }
.ways { display: flex; flex-wrap: wrap; gap: .5rem; margin: 1rem 0; }
.ways > * { margin: 0; }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .5rem; } button, .button { width: 100%; margin-inline-end: 0; } }
@media (prefers-reduced-motion: reduce) { * { scroll-behavior: auto !important; } }
`;

/** Fetches the page again now and then and replaces what changes; without it people reload by hand. */
export const REFRESH_SCRIPT = `const SECONDS = 10;
setInterval(async () => {
  if (document.hidden) return;
  try {
    const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    // A script before this one says them as the reader writes them.
    if (typeof tellTimes === 'function') tellTimes(page);
    const [now, then] = [page.getElementById('live'), document.getElementById('live')];
    if (now && then && now.innerHTML !== then.innerHTML) then.innerHTML = now.innerHTML;
  } catch {
    // The server is away; the page says what it knew last.
  }
}, SECONDS * 1000);
`;
