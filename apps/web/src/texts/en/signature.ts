/** A wallet's signature over the public keys of a contribution, before the waiting. */
export const signature = {
  title: 'Your wallet’s signature',
  optional: 'optional',
  why: 'With it anybody can check, without relying on this server, that whoever owns {account} made this contribution: the wallet signs the public keys of your secret. No transaction is sent and nothing is paid. Without it your contribution counts just the same.',
  means: 'What it means for your secret',
  meansText:
    'What is signed has to be there first. Your secret is then drawn now, and not in your turn: it stays in the memory of this page as long as you wait, until it is used and overwritten. It is written nowhere and never sent. Whoever does not sign has a secret only for the seconds of its use.',
  meansReload:
    'Reloading or closing the page throws both away, the secret and the signature. You can sign again then, or go on without.',
  sign: 'Sign with {wallet}',
  asking:
    '{wallet} asks you to sign. You need not wait for it: go on whenever you like, and your contribution goes without.',
  cancel: 'Do not sign',
  done: 'Signed by {account}',
  doneMeans: 'It goes with your contribution. Keep this page open: a reload would throw it away.',
  throwAway: 'Throw it away',
  noWallet:
    'No wallet was found in this browser, so it cannot be asked. Your contribution counts just the same without.',
  mixed:
    'It is mixed into the secret that your wallet signs for. To add something else, throw the signature away and sign again.',

  // While waiting
  gone: 'Your wallet’s signature is gone',
  goneWhy:
    'It was in the memory of a page that was loaded anew, or of an attempt that ended, and went with the secret that it was for. You can sign once more while you wait, or leave it: your contribution counts just the same, and your place is kept.',
  kept: 'Signed by your wallet: the signature goes with your contribution. A reload of this page would throw it away.',
  without:
    'This contribution goes without your wallet’s signature, which went with the secret that it was for. It counts just the same.',

  // What goes wrong
  orWithout: 'Or go on without: your contribution counts just the same.',
  rejectedNext: 'Nothing was signed. You can sign when you want to.',
  lockedNext: 'Unlock it, allow this page to see {account}, and sign again.',
  pendingNext: 'Open it from the browser’s bar, answer or close what it asks, then sign again.',
  otherAccount: 'The wallet shows this page another account',
  otherAccountNext: 'You are signed in as {account}: choose that one in the wallet, and sign again.',
  unsupportedNext: 'It knows no typed data (eth_signTypedData_v4).',
  otherNetwork: 'The wallet is on another network',
  otherNetworkNext: 'Switch it to Ethereum and sign again. It needs no coins and sends nothing.',
  contractNext: 'A signature by a contract cannot be checked without asking a chain.',
  notTheirs: 'The signature is not that of {account}',
  notTheirsNext: 'It was thrown away. Choose the account that you are signed in with, and sign again.',
  failedNext: 'Try again, if you like.',
} as const;
