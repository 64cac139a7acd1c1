/** Receipts of contributions that were accepted before, here or on another machine. */
import type { AnswerBody, CeremonyBody } from '@brebaje/client/rest/bodies';
import { queryOptions } from '@tanstack/react-query';
import { attestationIfAny } from '../../server/attested.ts';
import { SERVER } from '../../server/place.ts';
import { read } from '../../server/rest.ts';
import type { WorkReceipt } from '../../work/state.ts';

export function oldReceiptsQuery(ceremony: CeremonyBody, participantId: number) {
  return queryOptions({
    queryKey: ['receipts', ceremony.id, participantId],
    async queryFn({ signal }): Promise<WorkReceipt[]> {
      const query = `ceremonyId=${ceremony.id}&participantId=${participantId}&limit=100`;
      const { items } = await read<AnswerBody<'listContributions'>>(`/contributions?${query}`, signal);
      const receipts: WorkReceipt[] = [];
      for (const { id, circuitId, position, contributionHash, acceptedAt, base, head } of items) {
        const served = await read<AnswerBody<'readReceipt'>>(`/contributions/${id}/receipt`, signal);
        const { scheme, slug, receiptAddress } = ceremony;
        const circuit =
          scheme === 'KZG' ? undefined : ceremony.circuits.find((one) => one.id === circuitId)?.slug;
        const kept =
          scheme === 'KZG'
            ? { server: `${SERVER}/sequencer/${slug}`, sequencerAddress: receiptAddress, ...served }
            : { server: `${SERVER}/c/${slug}`, receiptAddress, ...served, circuit, position };
        receipts.push({
          scheme,
          circuit,
          position,
          hash: contributionHash ?? '',
          at: acceptedAt * 1_000,
          file: {
            name: `receipt-${slug}${circuit === undefined ? '' : `-${circuit}`}-${position}.json`,
            text: `${JSON.stringify(kept, null, 2)}\n`,
          },
          attestation: await attestationIfAny(served, ceremony, {
            position,
            baseHash: base,
            stateHash: head,
            time: new Date(acceptedAt * 1_000),
          }),
        });
      }
      return receipts;
    },
  });
}
