/**
 * The script of what stands around the pages that the server writes itself, as around the built ones: the colours
 * that somebody chose there, who is signed in, and moments as the reader writes them. Without it the pages say less
 * and work.
 */
export const FRAME_SCRIPT = `const here = document.currentScript.src;
const NAME = 'brebaje-theme';
function chosen() {
  try {
    const theme = localStorage.getItem(NAME);
    return theme === 'light' || theme === 'dark' ? theme : 'auto';
  } catch {
    // A browser that keeps nothing has chosen nothing.
    return 'auto';
  }
}
function wear(theme) {
  if (theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}
// Before anything is drawn.
wear(chosen());

// The texts are English, with the dates of whoever reads English.
const language = navigator.language.startsWith('en') ? navigator.language : 'en';
const moments = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'long' });
function tellTimes(root) {
  for (const time of root.querySelectorAll('time[datetime]')) time.textContent = moments.format(new Date(time.dateTime));
}

function offerColours() {
  const select = document.getElementById('colours');
  if (!select) return;
  select.value = chosen();
  select.addEventListener('change', () => {
    try {
      localStorage.setItem(NAME, select.value);
    } catch {
      // Worn until the page is left.
    }
    wear(select.value);
  });
  select.closest('label').hidden = false;
}

const short = (name) => name.replace(/^(0x[0-9a-fA-F]{4})[0-9a-fA-F]{32}([0-9a-fA-F]{4})$/, '$1…$2');

/** As apps/web/src/session/use-me.ts has it. */
function nameOf({ user, identities, participants, projects }) {
  if (user.publicName !== undefined) return user.publicName;
  const own = identities.find(({ current }) => current) ?? identities[0];
  if (own?.provider === 'Invitation') {
    const named = participants.find(({ publicName }) => publicName !== undefined);
    if (named) return named.publicName;
    if (user.role === 'operator') return 'Operator';
    return user.role === 'coordinator' || projects.length > 0 ? 'Coordinator' : 'Invited guest';
  }
  return short(own?.nickname ?? String(user.id));
}

async function tellWho() {
  const account = document.getElementById('account');
  try {
    const answer = await fetch(new URL('auth/session', here), { headers: { accept: 'application/json' } });
    if (!answer.ok) return;
    const { me } = await answer.json();
    account.textContent = me ? nameOf(me) : 'Sign in';
    const runs = me && (me.user.role !== undefined || me.projects.length > 0);
    if (runs) document.getElementById('coordinate')?.removeAttribute('hidden');
  } catch {
    // The server is away; the link leads on all the same.
  }
}

addEventListener('DOMContentLoaded', () => {
  tellTimes(document);
  offerColours();
  void tellWho();
});
// A page that signs somebody in says so.
addEventListener('signed-in', () => void tellWho());
`;
