/**
 * The script of the Ethereum sign-in page: finds wallets (EIP-6963, or window.ethereum of EIP-1193), lets one
 * sign the message that the server wrote, and submits the form that people without a wallet fill by hand.
 */
export const WALLET_SCRIPT = `const box = document.getElementById('wallets');
const status = document.getElementById('wallet-status');
const known = new Map();
document.getElementById('wallet').hidden = false;

function tell(text, isProblem = false) {
  status.textContent = text;
  status.className = isProblem ? 'problem' : 'note';
}

function button(text, icon, act) {
  const made = document.createElement('button');
  made.type = 'button';
  // Nothing is fetched for it: a wallet may give a picture as it is, and no address.
  if (typeof icon === 'string' && /^data:image\\//.test(icon)) {
    const picture = document.createElement('img');
    picture.alt = '';
    picture.src = icon;
    made.append(picture);
  }
  const name = document.createElement('span');
  name.textContent = text;
  made.append(name);
  made.addEventListener('click', act);
  return made;
}

function offer(name, icon, provider) {
  if (known.has(provider)) return;
  known.set(provider, name);
  if (known.size === 1) tell('');
  box.append(button('Sign in with ' + name, icon, () => begin(provider)));
}

function busy(is) {
  for (const one of box.querySelectorAll('button')) one.disabled = is;
}

async function attempt(work) {
  busy(true);
  try {
    await work();
  } catch (error) {
    tell(wordsFor(error), true);
  } finally {
    busy(false);
  }
}

const begin = (provider) =>
  attempt(async () => {
    tell('Waiting for ' + known.get(provider) + ': choose the account there.');
    const accounts = await provider.request({ method: 'eth_requestAccounts' });
    if (!accounts?.length) throw { code: 4100 };
    if (accounts.length === 1) return sign(provider, accounts[0]);
    tell('Which account?');
    const choices = accounts.map((address) => {
      const choice = button(address, null, () => attempt(() => sign(provider, address)));
      choice.className = 'quiet';
      return choice;
    });
    box.replaceChildren(...choices);
    choices[0].focus();
  });

async function sign(provider, address) {
  const url = new URL(location.href);
  url.searchParams.set('address', address);
  const answer = await fetch(url, { headers: { accept: 'text/html' } });
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const form = page.getElementById('sign');
  const message = form?.elements.message.value;
  if (!message) throw new Error(page.querySelector('.problem')?.textContent ?? 'The server gave no message.');
  tell('Waiting for ' + known.get(provider) + ': sign the text there. It sends no transaction and costs nothing.');
  const bytes = new TextEncoder().encode(message);
  const hex = '0x' + Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  const signature = await provider.request({ method: 'personal_sign', params: [hex, address] });
  // 65 bytes are of a key; a contract's cannot be checked without asking a chain.
  if (!/^0x[0-9a-f]{130}$/i.test(signature))
    throw new Error('This account is a smart contract, whose signature cannot be checked without asking a chain. Choose an account with a key of its own.');
  form.elements.signature.value = signature;
  document.body.append(document.adoptNode(form));
  form.hidden = true;
  form.submit();
  tell('Signed. One moment…');
}

/** Codes of EIP-1193 and EIP-1474. */
const WORDS = {
  4001: 'You said no in the wallet. Nothing happened; choose it again when you want to sign.',
  4100: 'The wallet shows this page no account. Unlock it, allow this page to see one, and choose it again.',
  4200: 'This wallet cannot sign messages. Take another one, or sign anywhere and paste the signature.',
  4900: 'The wallet has no connection. Switch it to Ethereum and choose it again; nothing is sent.',
  4901: 'The wallet wants another network. Switch it to Ethereum and choose it again; nothing is sent.',
  '-32002': 'The wallet has a question open already. Open it from the browser’s bar, answer, then choose it again.',
  '-32601': 'This wallet cannot sign messages. Take another one, or sign anywhere and paste the signature.',
};

function wordsFor(error) {
  return WORDS[error?.code] ?? String(error?.message ?? error).slice(0, 300);
}

addEventListener('eip6963:announceProvider', ({ detail }) => offer(detail.info.name, detail.info.icon, detail.provider));
dispatchEvent(new Event('eip6963:requestProvider'));
setTimeout(() => {
  if (known.size === 0 && globalThis.ethereum?.request) offer('the wallet in this browser', null, globalThis.ethereum);
  if (known.size === 0) tell('No wallet was found in this browser. You can sign with one that is elsewhere, below.');
}, 300);
`;
