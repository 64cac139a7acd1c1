/** The one style sheet of the plain pages: light and dark, from phone width up. */
export const STYLE = `:root {
  color-scheme: light dark;
  --ink: light-dark(#1c2321, #e8ecea);
  --soft: light-dark(#55605c, #a3afaa);
  --line: light-dark(#d5dcd9, #38423e);
  --card: light-dark(#fff, #1b211f);
  --ground: light-dark(#f4f6f5, #121615);
  --accent: light-dark(#0b6e4f, #5fd3a8);
  --warn: light-dark(#8a4b00, #f0b35c);
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; }
main { max-width: 44rem; margin: 0 auto; padding: 1.25rem 1rem 3rem; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: .5rem 0; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 1.5rem 0 .5rem; }
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.test { display: inline-block; padding: .1rem .6rem; border: 2px solid var(--warn); border-radius: .4rem;
  color: var(--warn); font-weight: 700; letter-spacing: .05em; }
.note { color: var(--soft); }
.problem { border-left: 4px solid var(--warn); padding: .5rem .75rem; background: var(--card); }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .75rem 1rem; margin: .75rem 0; }
.card > h2 { margin-top: .25rem; }
dl { display: grid; grid-template-columns: minmax(8rem, auto) 1fr; gap: .35rem 1rem; margin: 0; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
pre, textarea { width: 100%; margin: .5rem 0; padding: .75rem; border: 1px solid var(--line); border-radius: .4rem;
  background: var(--ground); color: inherit; font: .9rem/1.45 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
ul { padding-left: 1.2rem; }
li { margin: .25rem 0; overflow-wrap: anywhere; }
.text { white-space: pre-line; overflow-wrap: anywhere; }
summary { cursor: pointer; }
code { font: .9em ui-monospace, monospace; overflow-wrap: anywhere; }
label { display: block; font-weight: 600; margin-top: .75rem; }
input { width: 100%; padding: .6rem; border: 1px solid var(--line); border-radius: .4rem; background: var(--ground);
  color: inherit; font: inherit; }
button, .button { display: inline-block; max-width: 100%; overflow-wrap: anywhere; margin: .75rem .5rem 0 0; padding: .65rem 1.1rem; border: 0; border-radius: .4rem;
  background: var(--accent); color: light-dark(#fff, #0c1512); font: inherit; font-weight: 600; text-decoration: none; cursor: pointer; }
input[type="checkbox"] { width: auto; margin: 0 .5rem 0 0; }
label:has(input[type="checkbox"]) { font-weight: 400; }
.quiet { background: transparent; color: var(--accent); box-shadow: inset 0 0 0 1px var(--line); }
.code { font: 600 1.6rem/1.3 ui-monospace, monospace; letter-spacing: .08em; margin: .5rem 0; overflow-wrap: anywhere; }
.said { white-space: pre-line; overflow-wrap: anywhere; }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .5rem; } }
`;

/** Fetches the page again now and then and replaces what changes; without it people reload by hand. */
export const REFRESH_SCRIPT = `const SECONDS = 10;
setInterval(async () => {
  if (document.hidden) return;
  try {
    const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const [now, then] = [page.getElementById('live'), document.getElementById('live')];
    if (now && then && now.innerHTML !== then.innerHTML) then.innerHTML = now.innerHTML;
  } catch {
    // The server is away; the page says what it knew last.
  }
}, SECONDS * 1000);
`;
