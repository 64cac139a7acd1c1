import type { ParticipantBody } from '@brebaje/protocol/rest/participant';
import { ClientError } from '../client-error.ts';
import { printable } from '../plain.ts';
import { RestRefusal } from '../rest/rest-client.ts';
import type { PinnedCeremony } from './manifest.ts';
import { type CircuitReceipt, checkCircuitReceipt, type ReceiptContent } from './receipt.ts';
import type { SteadyClient } from './steady.ts';
import type { Work } from './work.ts';

/** An accepted contribution with its verified receipt. */
export interface AcceptedCircuit {
  work: Work;
  receipt: CircuitReceipt;
  content: ReceiptContent;
}

interface Listed {
  id: number;
  contributionHash?: string;
}

/**
 * The receipt for finished work, verified against everything that was sent; undefined when it was not accepted.
 * Throws RECEIPT_INVALID.
 */
export async function acceptedWork(
  client: SteadyClient,
  ceremony: PinnedCeremony,
  participantId: number,
  work: Work,
): Promise<AcceptedCircuit | undefined> {
  const query = `circuitId=${work.circuitId}&participantId=${participantId}&limit=100`;
  const { body } = await client.call<{ items: Listed[] }>({ method: 'GET', path: `/contributions?${query}` });
  const found = body.items?.find(({ contributionHash }) => contributionHash === work.contributionHash);
  if (!found) return undefined;
  const { body: receipt } = await client.call<CircuitReceipt>({
    method: 'GET',
    path: `/contributions/${Number(found.id)}/receipt`,
  });
  const content = checkCircuitReceipt(
    { receipt: String(receipt.receipt), signature: String(receipt.signature) },
    {
      receiptAddress: ceremony.receiptAddress,
      manifest: ceremony.manifest,
      circuit: work.circuit,
      position: work.position,
      previousState: work.previousState,
      state: work.state,
      record: work.record,
      contributionHash: work.contributionHash,
      fileSha256: work.file.sha256,
    },
  );
  return { work, receipt, content };
}

interface PastTurn {
  id: number;
  outcome?: string;
  verdict?: { code: string; text: string };
}

const OUTCOMES: Record<string, string> = {
  deadline: 'its time was over before the contribution had arrived',
  aborted: 'it was given up',
  replaced: 'a coordinator gave it to somebody else',
  passed: 'it was not begun in time',
  declined: 'it was declined',
  fault: 'the server could not check the contribution, which is not your fault',
};

/**
 * Why a turn ended without a contribution, and what can be done, as the server has it; undefined when it says that
 * it ended with one.
 */
export async function lostTurn(
  client: SteadyClient,
  { ceremonyId, participantId, turnId }: { ceremonyId: number; participantId: number; turnId: number },
): Promise<ClientError | undefined> {
  const path = `/turns?ceremonyId=${ceremonyId}&participantId=${participantId}&limit=100`;
  const ask = <T>(request: Promise<{ body: T }>) =>
    request.then(
      ({ body }) => body,
      (error: unknown) => {
        if (error instanceof RestRefusal) return undefined;
        throw error;
      },
    );
  const turns = await ask(client.call<{ items: PastTurn[] }>({ method: 'GET', path }));
  const person = await ask(
    client.call<ParticipantBody>({ method: 'GET', path: `/participants/${participantId}` }),
  );
  const turn = turns?.items?.find(({ id }) => id === turnId);
  if (turn?.outcome === 'accepted') return undefined;
  const next = whatNow(person);
  if (turn?.outcome === 'refused') {
    const { code = '', text = '' } = turn.verdict ?? {};
    return new ClientError(
      'CONTRIBUTION_REFUSED',
      `the contribution was refused: ${printable(text || code)}`,
      {
        serverCode: printable(code),
        next,
      },
    );
  }
  const why = OUTCOMES[turn?.outcome ?? ''] ?? 'the server has given it to somebody else';
  return new ClientError('TURN_LOST', `the turn has ended without a contribution: ${why}`, { next });
}

/** What somebody can do who has lost a turn. */
export function whatNow(person: ParticipantBody | undefined): string {
  if (!person) return 'run the same command again; it says where you stand';
  const { status, barredUntil, circuitsDone } = person;
  const kept = circuitsDone > 0 ? ` What was accepted before (${circuitsDone}) stays.` : '';
  if (status === 'WAITING') return `the place in the queue is kept: run the same command again.${kept}`;
  if (barredUntil === 'forever')
    return `no further turn is given by the rules of this ceremony; if it was not your fault, ask its coordinators.${kept}`;
  if (typeof barredUntil === 'number') {
    const when = new Date(barredUntil * 1000).toLocaleString();
    return `run the same command again: from ${when} on you are in the queue again, and it waits until then.${kept}`;
  }
  return `run the same command again; it says where you stand.${kept}`;
}
