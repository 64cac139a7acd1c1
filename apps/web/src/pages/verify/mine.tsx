/** One's own contribution: a receipt that is dropped, pasted, taken from the server, or found. */
import type { CeremonyBody, ItemOf } from '@brebaje/client/rest/bodies';
import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { read, rest } from '../../server/rest.ts';
import { useMe } from '../../session/use-me.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Notice } from '../../ui/notice.tsx';
import type { Given, ReadReceipt } from '../../verifying/messages.ts';
import { AttestAgain } from './attest-again.tsx';
import { Disclosure } from './disclosure.tsx';
import { DropZone } from './drop-zone.tsx';

type Contribution = ItemOf<'listContributions'>;

/** What is looked for, by receipts and identities. */
export interface Sought {
  receipts: readonly ReadReceipt[];
  identities: readonly string[];
}

export function Mine({
  ceremony,
  sought,
  made,
  onGiven,
  onIdentity,
  onRemove,
}: {
  /** Of this server; undefined elsewhere, where nobody is signed in. */
  ceremony: CeremonyBody | undefined;
  sought: Sought;
  made: readonly File[];
  onGiven(files: Given[]): void;
  onIdentity(identity: string): void;
  onRemove(what: ReadReceipt | string): void;
}) {
  const { t } = useTexts();
  const { receipts, identities } = sought;
  return (
    <Card title={t('verify.mine')}>
      <div className="flex flex-col gap-4 print:hidden">
        <p className="text-soft">{t('verify.mineLead')}</p>
        <SoughtList sought={sought} onRemove={onRemove} ceremony={ceremony} />
        <DropZone title={t('verify.dropOne')} onGiven={onGiven}>
          {t(ceremony?.scheme === 'GROTH16' ? 'verify.dropHintCircuits' : 'verify.dropHint')}
        </DropZone>
        {made.length > 0 && (
          <p className="text-sm">
            {t('verify.madeGiven', { names: made.map(({ name }) => name).join(', ') })}
          </p>
        )}
        {ceremony && receipts.length === 0 && <FromServer ceremony={ceremony} onGiven={onGiven} />}
        {ceremony && receipts.length + identities.length === 0 && (
          <Search ceremony={ceremony} onGiven={onGiven} onIdentity={onIdentity} />
        )}
      </div>
    </Card>
  );
}

/** What is looked for, and the way to look for it no more. */
export function SoughtList({
  sought: { receipts, identities },
  onRemove,
  ceremony,
}: {
  sought: Sought;
  /** Whose receipts they should be, where that is known. */
  ceremony?: CeremonyBody | undefined;
  onRemove(what: ReadReceipt | string): void;
}) {
  const { t } = useTexts();
  if (receipts.length + identities.length === 0) return null;
  return (
    <ul className="flex flex-col gap-2">
      {receipts.map((one) => (
        <li
          key={one.kept.signature}
          className="flex flex-wrap items-center justify-between gap-2 rounded-lg bg-sunken p-3"
        >
          <span className="min-w-0 flex-1 basis-60">
            <span className="font-semibold">
              {one.said.scheme === 'KZG'
                ? t('verify.receiptPowers', { identity: one.said.identity })
                : t('verify.receiptOf', { position: one.said.position, circuit: one.said.circuit })}
            </span>
            <span className="block text-sm text-soft">
              {t('verify.receiptHash')}: <code className="font-mono break-all">{one.said.hash}</code>
            </span>
          </span>
          <span className="flex flex-wrap gap-2">
            {ceremony && <AttestAgain ceremony={ceremony} receipt={one} />}
            <Button look="quiet" onClick={() => onRemove(one)}>
              {t('verify.remove')}
            </Button>
          </span>
        </li>
      ))}
      {identities.map((identity) => (
        <li
          key={identity}
          className="flex flex-wrap items-center justify-between gap-2 rounded-lg bg-sunken p-3"
        >
          <span className="min-w-0 flex-1 basis-60 font-semibold">
            {t('verify.identityOf', { identity })}
          </span>
          <Button look="quiet" onClick={() => onRemove(identity)}>
            {t('verify.remove')}
          </Button>
        </li>
      ))}
    </ul>
  );
}

/** Receipts of whoever is signed in. */
function FromServer({ ceremony, onGiven }: { ceremony: CeremonyBody; onGiven(files: Given[]): void }) {
  const { t } = useTexts();
  const { me } = useMe();
  const own = me?.participants.find((one) => one.ceremony === ceremony.slug);
  const { data } = useQuery({
    queryKey: ['my-contributions', ceremony.id, own?.id],
    enabled: own !== undefined,
    queryFn: ({ signal }) =>
      read<{ items: Contribution[] }>(
        `/contributions?ceremonyId=${ceremony.id}&participantId=${own!.id}&limit=100`,
        signal,
      ),
  });
  const [failed, setFailed] = useState<unknown>();
  if (!me) return null;
  const count = data?.items.length ?? 0;
  if (!own || (data && count === 0)) return <p className="text-soft">{t('verify.mineNone')}</p>;
  const get = async () => {
    setFailed(undefined);
    try {
      const receipts = (data?.items ?? []).map(({ id }) => read<object>(`/contributions/${id}/receipt`));
      onGiven((await Promise.all(receipts)).map((receipt, index) => asGiven(`${index + 1}`, receipt)));
    } catch (error) {
      setFailed(error);
    }
  };
  return (
    <div className="flex flex-col items-start gap-2">
      {data && <p>{t('verify.mineFound', { count })}</p>}
      <Button look="quiet" disabled={!data} onClick={() => void get()}>
        {t('verify.mineGet')}
      </Button>
      {failed !== undefined && <ErrorNotice error={failed} />}
    </div>
  );
}

const asGiven = (path: string, body: object): Given => ({
  path,
  file: new File([JSON.stringify(body)], `${path}.json`),
});

type Looked =
  | { found: 'nothing' | 'error'; error?: unknown }
  | { found: 'only'; position: number }
  | undefined;

/** By name, hash or identity among what was published. */
function Search({
  ceremony,
  onGiven,
  onIdentity,
}: {
  ceremony: CeremonyBody;
  onGiven(files: Given[]): void;
  onIdentity(identity: string): void;
}) {
  const { t } = useTexts();
  const id = useId();
  const [text, setText] = useState('');
  const [looking, setLooking] = useState<number>();
  const [looked, setLooked] = useState<Looked>();
  const find = async () => {
    setLooked(undefined);
    const identity = ceremony.scheme === 'KZG' ? identityIn(text) : undefined;
    if (identity !== undefined) return onIdentity(identity);
    try {
      const one = await search(ceremony.id, text.trim(), setLooking);
      if (!one) return setLooked({ found: 'nothing' });
      const receipt = ceremony.scheme === 'GROTH16' ? await publishedReceipt(one.id) : undefined;
      if (receipt) onGiven([asGiven(`${one.position}`, receipt)]);
      else setLooked({ found: 'only', position: one.position });
    } catch (error) {
      setLooked({ found: 'error', error });
    } finally {
      setLooking(undefined);
    }
  };
  return (
    <Disclosure summary={t('verify.search')}>
      <form
        className="mt-2 flex flex-col items-start gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          void find();
        }}
      >
        <label className="flex w-full flex-col gap-1">
          <span>{t('verify.searchLabel')}</span>
          <input
            value={text}
            aria-describedby={id}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setText(event.target.value)}
            className="min-h-11 w-full rounded-md border border-line bg-card px-3"
          />
        </label>
        <p id={id} className="text-sm text-soft">
          {ceremony.scheme === 'KZG' && t('verify.searchHint')}
        </p>
        <Button type="submit" look="quiet" disabled={text.trim() === ''} busy={looking !== undefined}>
          {t('verify.searchGo')}
        </Button>
      </form>
      <div role="status" className="mt-2">
        {looking !== undefined && looking > 0 && <p>{t('verify.searchMany', { count: looking })}</p>}
        {looked?.found === 'nothing' && <Notice tone="warn">{t('verify.searchNone')}</Notice>}
        {looked?.found === 'only' && <Notice>{t('verify.searchOnly', { position: looked.position })}</Notice>}
        {looked?.found === 'error' && <ErrorNotice error={looked.error} />}
      </div>
    </Disclosure>
  );
}

/** An identity as transcripts have it; a bare address is one of Ethereum. */
export function identityIn(text: string): string | undefined {
  const word = text.trim();
  if (/^0x[0-9a-fA-F]{40}$/.test(word)) return `eth|${word.toLowerCase()}`;
  return /^(eth\|0x[0-9a-fA-F]{40}|git\|\d+\|[\w-]+)$/.test(word) ? word : undefined;
}

const MOST_SEARCHED = 1_000_000;

async function search(
  ceremonyId: number,
  word: string,
  told: (count: number) => void,
): Promise<Contribution | undefined> {
  let count = 0;
  for await (const one of rest.all<Contribution>(`/contributions?ceremonyId=${ceremonyId}`, {
    most: MOST_SEARCHED,
  })) {
    if (++count % 100 === 0) told(count);
    const { contributionHash = '', publicName = '' } = one as {
      contributionHash?: string;
      publicName?: string;
    };
    const hash = word.replace(/^0x/, '').toLowerCase();
    if (contributionHash === hash || publicName.toLowerCase() === word.toLowerCase()) return one;
  }
  return undefined;
}

/** Of circuits the receipt is published unless it would name more than the public name. */
async function publishedReceipt(contributionId: number): Promise<object | undefined> {
  const { receipt } = await read<{ receipt?: { text: string; signature: string } }>(
    `/contributions/${contributionId}/transcript`,
  );
  return receipt && { receipt: receipt.text, signature: receipt.signature };
}
