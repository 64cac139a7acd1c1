/** The typed data that people with an Ethereum account sign, so that a contribution names its author (EIP-712). */
import type { BatchContribution, SubContribution } from './contribution.ts';
import { keccak, recoverSigner, signHash } from './ecdsa.ts';
import { toHex } from './hex.ts';
import type { Identity } from './identity.ts';

/** What of a contribution is signed. */
export type SignedPart = Pick<SubContribution, 'numG1Powers' | 'numG2Powers' | 'potPubkey'>;

const DOMAIN = { name: 'Ethereum KZG Ceremony', version: '1.0', chainId: 1 };

const TYPES = {
  EIP712Domain: [
    { name: 'name', type: 'string' },
    { name: 'version', type: 'string' },
    { name: 'chainId', type: 'uint256' },
  ],
  PoTPubkeys: [{ name: 'potPubkeys', type: 'contributionPubkey[]' }],
  contributionPubkey: [
    { name: 'numG1Powers', type: 'uint256' },
    { name: 'numG2Powers', type: 'uint256' },
    { name: 'potPubkey', type: 'bytes' },
  ],
};

const SUB_TYPE_HASH = textHash(encodeType('contributionPubkey'));
const MESSAGE_TYPE_HASH = textHash(encodeType('PoTPubkeys') + encodeType('contributionPubkey'));
const DOMAIN_SEPARATOR = keccak(
  textHash(encodeType('EIP712Domain')),
  textHash(DOMAIN.name),
  textHash(DOMAIN.version),
  word(DOMAIN.chainId),
);

/** The document for a wallet's eth_signTypedData_v4, `subs` in the order of the sub-ceremonies. */
export function ceremonyTypedData(subs: SignedPart[]) {
  const potPubkeys = subs.map(({ numG1Powers, numG2Powers, potPubkey }) => ({
    numG1Powers,
    numG2Powers,
    potPubkey: `0x${toHex(potPubkey)}`,
  }));
  return { types: TYPES, primaryType: 'PoTPubkeys' as const, domain: DOMAIN, message: { potPubkeys } };
}

/** The 32 bytes that are signed: keccak256(0x1901 ‖ domain separator ‖ hash of the message). */
export function ceremonyHash(subs: SignedPart[]): Uint8Array {
  const items = subs.map((sub) =>
    keccak(SUB_TYPE_HASH, word(sub.numG1Powers), word(sub.numG2Powers), keccak(sub.potPubkey)),
  );
  const message = keccak(MESSAGE_TYPE_HASH, keccak(...items));
  return keccak(Uint8Array.of(0x19, 0x01), DOMAIN_SEPARATOR, message);
}

/** Signs as a wallet does: 65 bytes r‖s‖v, v 27 or 28. */
export function signEcdsa(subs: SignedPart[], privateKey: Uint8Array): Uint8Array {
  return signHash(ceremonyHash(subs), privateKey);
}

/** The EIP-55 address that signed, or undefined when the signature is none. */
export function recoverEcdsa(subs: SignedPart[], signature: Uint8Array): string | undefined {
  return recoverSigner(ceremonyHash(subs), signature);
}

/**
 * The signature that goes into the transcript: the contribution's own when the identity is an Ethereum
 * address and the signature recovers to it, else null. A wrong signature never refuses a contribution.
 */
export function pruneEcdsa(identity: Identity, contribution: BatchContribution): Uint8Array | null {
  const { contributions, ecdsaSignature } = contribution;
  if (identity.kind !== 'eth' || ecdsaSignature === null) return null;
  const signer = recoverEcdsa(contributions, ecdsaSignature);
  return signer?.toLowerCase() === identity.address.toLowerCase() ? ecdsaSignature : null;
}

/** `Name(type name,…)` followed by the types it refers to. */
function encodeType(name: keyof typeof TYPES): string {
  return `${name}(${TYPES[name].map((field) => `${field.type} ${field.name}`).join(',')})`;
}

function textHash(text: string): Uint8Array {
  return keccak(new TextEncoder().encode(text));
}

/** A uint256, big-endian. */
function word(value: number): Uint8Array {
  const bytes = new Uint8Array(32);
  new DataView(bytes.buffer).setBigUint64(24, BigInt(value));
  return bytes;
}
