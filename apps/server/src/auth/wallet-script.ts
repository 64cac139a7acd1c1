/**
 * The script of the Ethereum sign-in page: finds wallets (EIP-6963, or window.ethereum of EIP-1193), lets one
 * sign the message that the server wrote, and submits the form that people without a wallet fill by hand.
 */
export const WALLET_SCRIPT = `const box = document.getElementById('wallets');
const status = document.getElementById('wallet-status');
const known = new Map();
let shown = false;

function offer(name, provider) {
  if (known.has(provider)) return;
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = 'Sign in with ' + name;
  button.addEventListener('click', () => signIn(provider, button));
  known.set(provider, button);
  box.append(button);
  if (!shown) document.getElementById('wallet').hidden = false;
  shown = true;
}

async function signIn(provider, button) {
  button.disabled = true;
  status.textContent = 'Waiting for the wallet…';
  try {
    const [address] = await provider.request({ method: 'eth_requestAccounts' });
    const url = new URL(location.href);
    url.searchParams.set('address', address);
    const answer = await fetch(url, { headers: { accept: 'text/html' } });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const form = page.getElementById('sign');
    const message = form?.elements.message.value;
    if (!message) throw new Error(page.querySelector('.problem')?.textContent ?? 'The server gave no message.');
    const bytes = new TextEncoder().encode(message);
    const hex = '0x' + Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
    const signature = await provider.request({ method: 'personal_sign', params: [hex, address] });
    form.elements.signature.value = signature;
    document.body.append(document.adoptNode(form));
    form.hidden = true;
    form.submit();
    status.textContent = 'Signed. One moment…';
  } catch (error) {
    status.textContent = error?.code === 4001 ? 'You declined in the wallet.' : String(error?.message ?? error);
  } finally {
    button.disabled = false;
  }
}

addEventListener('eip6963:announceProvider', ({ detail }) => offer(detail.info.name, detail.provider));
dispatchEvent(new Event('eip6963:requestProvider'));
setTimeout(() => {
  if (known.size === 0 && globalThis.ethereum?.request) offer('the wallet in this browser', globalThis.ethereum);
}, 300);
`;
