import type { DraftFile } from '@brebaje/protocol/rest/uploads';
import type { ServerContext } from '../sequencer/context.ts';

/** A file is not of the kind that it was announced as. */
export class OtherKind extends Error {
  override readonly name = 'OtherKind';
}

/** Has a file looked at: its headers, records and lengths. Throws OtherKind, and VerificationFault. */
export async function requireKind(
  { verification }: Pick<ServerContext, 'verification'>,
  path: string,
  kind: DraftFile,
): Promise<void> {
  const { fault } = await verification.ask({ kind: 'circuit-file', path, as: kind });
  if (fault !== null) throw new OtherKind(fault);
}
