import type { SignedPart } from '@brebaje/kzg/eip712';
import { fromHex } from '@brebaje/kzg/hex';
import type { EarlySecrets } from '../early-secrets.ts';

/** What a wallet reads out of the typed data of secrets. */
export function partsOf({ typedData }: Pick<EarlySecrets, 'typedData'>): SignedPart[] {
  return typedData.message.potPubkeys.map((part) => ({
    ...part,
    potPubkey: fromHex(part.potPubkey.slice(2))!,
  }));
}
