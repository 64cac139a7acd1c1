/** Whose wallet may sign for a contribution: the account that the transcript will name, where it is an Ethereum one. */
import type { CeremonyBody } from '@brebaje/client/rest/bodies';
import { nicknameOf } from '../../session/nickname.ts';
import type { Me } from '../../session/use-me.ts';

export interface Signer {
  /** 0x and 40 lower-case digits. */
  address: string;
  /** As people read it. */
  name: string;
}

/** Undefined for whoever came by GitHub or an invitation, and where nothing is signed: in circuits. */
export function signerOf(
  { scheme }: Pick<CeremonyBody, 'scheme'>,
  me: Pick<Me, 'identities'> | null | undefined,
): Signer | undefined {
  const own = me?.identities.find(({ current }) => current);
  if (scheme !== 'KZG' || own?.provider !== 'Ethereum') return undefined;
  const address = /^eth\|(0x[0-9a-f]{40})$/.exec(own.sub)?.[1];
  return address === undefined ? undefined : { address, name: nicknameOf(own) };
}
