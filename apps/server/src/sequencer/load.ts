import { findCeremony } from '../store/ceremonies.ts';
import { circuitsOf } from '../store/circuits.ts';
import type { Db } from '../store/open-store.ts';
import { findParticipantOf, findParticipant as findStored } from '../store/participants.ts';
import type { CeremonyRow, CircuitRow, ParticipantRow, TurnRow } from '../store/schema.ts';
import { openTurnOfCircuit } from '../store/turns.ts';
import type { CheckInBuffer } from './check-in-buffer.ts';

/** Where one person stands in one KZG ceremony: the few rows every rule of the lobby needs. */
export interface Place {
  ceremony: CeremonyRow;
  /** The ceremony's one chain. */
  circuit: CircuitRow;
  /** The chain's open turn. */
  turn: TurnRow | undefined;
  /** With the check-ins that are not written yet. */
  participant: ParticipantRow | undefined;
  mine: boolean;
}

/** The one chain of a KZG ceremony. */
export async function loadCircuit(db: Db, ceremonyId: number): Promise<CircuitRow> {
  const [circuit] = await circuitsOf(db, ceremonyId);
  if (!circuit) throw new Error(`ceremony ${ceremonyId} has no circuit`);
  return circuit;
}

/** A participant with the check-ins that are not written yet. */
export async function findParticipant(
  db: Db,
  checkIns: CheckInBuffer,
  id: number,
): Promise<ParticipantRow | undefined> {
  const row = await findStored(db, id);
  return row && checkIns.read(row);
}

/** Loads a person's place. With another handle than a transaction's it may be old by the time it is used. */
export async function loadPlace(
  db: Db,
  checkIns: CheckInBuffer,
  ceremonyId: number,
  userId: number,
): Promise<Place | undefined> {
  const ceremony = await findCeremony(db, ceremonyId);
  if (!ceremony) return undefined;
  const circuit = await loadCircuit(db, ceremonyId);
  const turn = await openTurnOfCircuit(db, circuit.id);
  const stored = await findParticipantOf(db, userId, ceremonyId);
  const participant = stored && checkIns.read(stored);
  return {
    ceremony,
    circuit,
    turn,
    participant,
    mine: turn !== undefined && turn.participantId === participant?.id,
  };
}
