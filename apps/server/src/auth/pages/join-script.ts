/**
 * The script of the invitation page: shows what a link is for, and uses it only when the person clicks. What
 * the server says is put in as text, never as markup.
 */
export const JOIN_SCRIPT = `const $ = (id) => document.getElementById(id);
const { prefix, built } = $('join').dataset;
const token = location.hash.slice(1);
let look = null;

async function post(path, body) {
  const answer = await fetch(prefix + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) {
    const sentences = [said.detail ?? said.title ?? 'The server did not answer.', said.next, said.support].filter(Boolean);
    const problem = new Error(sentences.map((one, at) => (at < sentences.length - 1 && /[^.!?:]$/.test(one) ? one + '.' : one)).join(' '));
    problem.code = said.code;
    throw problem;
  }
  return said;
}

function tell(text, isProblem = false) {
  $('status').textContent = text;
  $('status').className = isProblem ? 'problem' : text ? 'notice' : '';
}

/** Somebody's text within one of ours, which it must not turn around. */
function apart(text) {
  const element = document.createElement('bdi');
  element.textContent = text;
  return element;
}

function paragraph(heading, text) {
  if (!text) return;
  const title = document.createElement('h2');
  title.textContent = heading;
  const said = document.createElement('p');
  said.className = 'said';
  said.textContent = text;
  $('about').append(title, said);
}

function show() {
  const { ceremony, project, role, state, me } = look;
  const what = ceremony?.title ?? project?.name ?? 'this server';
  const verb = role === 'participant' ? 'take part in' : role === 'coordinator' ? 'coordinate' : 'operate';
  const whom = look.name ? [apart(look.name), ', you'] : ['You'];
  $('title').replaceChildren(...whom, ' are invited to ' + verb + ' ', apart(what));
  // A tab has no such way to keep names apart.
  document.title = $('title').textContent.replace(/[\\u202a-\\u202e\\u2066-\\u2069]/g, '');
  if (ceremony?.test) {
    const mark = document.createElement('span');
    mark.className = 'test';
    mark.textContent = 'TEST';
    const line = document.createElement('p');
    line.append(mark);
    $('title').before(line);
  }
  $('says').textContent = look.says;
  paragraph('What it is for', ceremony?.purpose);
  paragraph('What you do', ceremony?.instructions);
  paragraph('When', ceremony?.timeline);
  paragraph('What you need', ceremony?.capability);
  paragraph('Help', ceremony?.support ?? project?.support);
  $('invitation').hidden = false;
  if (state === 'USED') $('move').hidden = false;
  if (state !== 'OPEN') return;
  $('use').hidden = false;
  if (ceremony) {
    $('person').hidden = false;
    $('terms').textContent = ceremony.terms.text;
    $('accept').required = true;
    if (me?.publicName) $('name').value = me.publicName;
    $('command').hidden = false;
    $('command-line').textContent = "brebaje contribute '" + location.href + "'";
  }
  $('separate').textContent = me ? 'I am somebody else' : ceremony ? 'Join' : 'Accept';
  if (me) {
    $('separate').className = 'quiet';
    $('mine').hidden = false;
    $('mine').replaceChildren('Accept as ', apart(me.publicName ?? me.nickname));
  }
}

function arrived(given) {
  history.replaceState(null, '', location.pathname);
  dispatchEvent(new Event('signed-in'));
  $('invitation').hidden = true;
  $('move').hidden = true;
  if (given.notJoined) tell('You are signed in, but have not joined yet: ' + given.notJoined, true);
  else if (given.participantId) tell('You are in. What is left to do is your contribution.');
  else tell('You are signed in in this browser.');
  if (given.participantId && token) {
    const how = document.createElement('p');
    how.textContent = (built ? 'Or run' : 'Run') + ' this in a terminal. It asks you to approve it in this browser; the page of the ceremony says how to get the command.';
    const command = document.createElement('pre');
    command.textContent = "brebaje contribute '" + location.origin + location.pathname + '#' + token + "'";
    $('join').append(how, command);
  }
  const links = document.createElement('p');
  links.className = 'ways';
  const add = (text, href, quiet) => {
    const link = document.createElement('a');
    link.className = quiet ? 'button quiet' : 'button';
    link.textContent = text;
    link.href = prefix + href;
    links.append(link);
  };
  const slug = given.ceremony?.slug ?? look?.ceremony?.slug;
  const page = slug && '/c/' + encodeURIComponent(slug);
  const coordinates = look && look.role !== 'participant';
  if (built && coordinates) add('Go on to what you coordinate', page ? page + '/coordinate' : '/app/coordinate');
  else if (built && page && given.participantId) add('Go on to your contribution', page + '/contribute');
  if (page) add('To the ceremony', page, links.children.length > 0);
  add('Your account here', '/app/account', links.children.length > 0);
  $('status').after(links);
  links.querySelector('a').focus();
}

async function busy(form, work) {
  const buttons = form.querySelectorAll('button');
  for (const button of buttons) button.disabled = true;
  try {
    await work();
  } catch (error) {
    tell(error.message, true);
    if (error.code === 'INVITATION_USED') $('move').hidden = false;
  } finally {
    for (const button of buttons) button.disabled = false;
  }
}

$('use').addEventListener('submit', (event) => {
  event.preventDefault();
  const body = { token, cookie: true, separate: event.submitter?.value !== 'mine' };
  if (look.ceremony) {
    body.acceptTerms = look.ceremony.terms.version;
    const name = $('name').value.trim();
    if (name) body.publicName = name;
  }
  busy($('use'), async () => arrived(await post('/auth/invitation', body)));
});

$('move').addEventListener('submit', (event) => {
  event.preventDefault();
  busy($('move'), async () => arrived(await post('/auth/move/enter', { code: $('code').value, cookie: true })));
});

if (token === '') {
  $('title').textContent = 'Sign in here';
  $('move').hidden = false;
} else if (!/^[a-z0-9]{26}$/.test(token)) {
  tell('This link is not whole. Copy all of it, with everything after the # sign, or ask whoever invited you for a new one.', true);
} else {
  tell('Reading the invitation…');
  try {
    look = await post('/auth/invitation/look', { token });
    tell('');
    show();
  } catch (error) {
    tell(error.message, true);
  }
}
`;
