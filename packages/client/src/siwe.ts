/** The fields of a sign-in message (EIP-4361) that we fill. */
export interface SiweFields {
  /** Host and port of the server. */
  domain: string;
  /** EIP-55 address. */
  address: string;
  uri: string;
  chainId: number;
  nonce: string;
  issuedAt: Date;
  statement?: string;
}

/** The text of EIP-4361, to be signed by EIP-191. */
export function siweMessage(fields: SiweFields): string {
  const head = [`${fields.domain} wants you to sign in with your Ethereum account:`, fields.address, ''];
  if (fields.statement !== undefined) head.push(fields.statement, '');
  else head.push('');
  return [
    ...head,
    `URI: ${fields.uri}`,
    'Version: 1',
    `Chain ID: ${fields.chainId}`,
    `Nonce: ${fields.nonce}`,
    `Issued At: ${fields.issuedAt.toISOString()}`,
  ].join('\n');
}
