/** Signing in with a wallet that is somewhere else: a text to sign there, and its signature to bring back. */
import { type FormEvent, useId, useState } from 'react';
import { useTexts } from '../texts/use-texts.tsx';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { INPUT, LABEL } from '../ui/input.ts';
import { messageFor, signInBy } from './ethereum.ts';
import { SessionFault } from './session-fault.tsx';

export function PasteSignature({ onDone }: { onDone: () => void }) {
  const { t } = useTexts();
  const id = useId();
  const [address, setAddress] = useState('');
  const [message, setMessage] = useState<string>();
  const [signature, setSignature] = useState('');
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<unknown>(null);

  const attempt = (work: () => Promise<void>) => async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setFault(null);
    try {
      await work();
    } catch (error) {
      setFault(error);
    }
    setBusy(false);
  };
  const ask = attempt(async () => setMessage(await messageFor(address.trim())));
  const give = attempt(async () => {
    try {
      await signInBy(message!, signature.trim().replace(/^(?!0x)/, '0x'));
      onDone();
    } catch (error) {
      // Its nonce is used up, whatever came of it.
      setMessage(undefined);
      setSignature('');
      throw error;
    }
  });

  return (
    <div className="flex flex-col gap-4">
      <p className="text-soft">{t('session.anywhereHow')}</p>
      {message === undefined ? (
        <form onSubmit={(event) => void ask(event)} className="flex flex-col gap-2">
          <label htmlFor={`${id}a`} className={LABEL}>
            {t('session.address')}
          </label>
          <input
            id={`${id}a`}
            className={`${INPUT} font-mono`}
            value={address}
            onChange={(event) => setAddress(event.target.value)}
            placeholder="0x…"
            required
            pattern="\s*0x[0-9a-fA-F]{40}\s*"
            title={t('session.addressShape')}
            spellCheck={false}
            autoComplete="off"
          />
          <div className="mt-1">
            <Button type="submit" busy={busy}>
              {t('session.getText')}
            </Button>
          </div>
        </form>
      ) : (
        <form onSubmit={(event) => void give(event)} className="flex flex-col gap-2">
          <label htmlFor={`${id}m`} className={LABEL}>
            {t('session.signThis')}
          </label>
          <textarea
            id={`${id}m`}
            className="w-full rounded-md border border-line bg-sunken p-3 font-mono text-sm"
            rows={11}
            readOnly
            spellCheck={false}
            value={message}
          />
          <div>
            <CopyButton text={message}>{t('session.copyText')}</CopyButton>
          </div>
          <p className="text-sm text-soft">{t('session.textLasts')}</p>
          <label htmlFor={`${id}s`} className={`${LABEL} mt-2`}>
            {t('session.signature')}
          </label>
          <textarea
            id={`${id}s`}
            className={`${INPUT} font-mono`}
            rows={3}
            value={signature}
            onChange={(event) => setSignature(event.target.value)}
            placeholder="0x…"
            required
            maxLength={4_000}
            spellCheck={false}
            autoComplete="off"
          />
          <div className="mt-1 flex flex-wrap gap-2">
            <Button type="submit" busy={busy}>
              {t('session.signIn')}
            </Button>
            <Button look="quiet" onClick={() => setMessage(undefined)}>
              {t('session.otherAddress')}
            </Button>
          </div>
        </form>
      )}
      {fault !== null && <SessionFault error={fault} />}
    </div>
  );
}
