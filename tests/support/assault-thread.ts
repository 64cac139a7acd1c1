/** The attacker's side of an assault, in a thread of its own so that its work delays nobody else's answers. */
import { parentPort, workerData } from 'node:worker_threads';
import { encodeContribution, parseContribution } from '@brebaje/kzg/contribution';
import type { AssaultOrder, AssaultReport } from './assault.ts';
import { compute } from './compute.ts';
import { dice, hostile } from './hostile.ts';
import { type Answer, send } from './http.ts';

const { url, sessionId, cases, seed }: AssaultOrder = workerData;
const headers = { authorization: `Bearer ${sessionId}`, 'content-type': 'application/json' };
const post = (path: string, body?: Uint8Array): Promise<Answer> =>
  send(url + path, { method: 'POST', headers, ...(body && { body }) });

/** Polls until the slot is free; time is moved by the other side. */
async function takeSlot(): Promise<string> {
  for (;;) {
    const { json, text } = await post('/lobby/try_contribute');
    if (json.contributions) return text;
  }
}

async function attack(): Promise<AssaultReport> {
  const roll = dice(seed);
  const answers = new Map<string, number>();
  const surprises: string[] = [];
  // Read back, so that it is as if it had come over the wire, and without signatures.
  const computed = await compute(await takeSlot());
  const honest = parseContribution(encodeContribution(computed, { signatures: 'omit' }));
  parentPort?.postMessage('at turn');
  let atTurn = true;
  for (let index = 0; index < cases; index++) {
    if (!atTurn) await takeSlot();
    const { what, body } = hostile(honest, index, roll);
    const { status, json } = await post('/contribute', body);
    const name = json.code ? `${status} ${json.code}` : String(status);
    answers.set(name, (answers.get(name) ?? 0) + 1);
    if (![400, 413, 422].includes(status) || json.code === 'ContributeError::NotUsersTurn')
      surprises.push(`case ${index} of seed ${seed}, ${what}: ${name}`);
    // A verdict ends the turn; what cannot be read does not.
    atTurn = json.code === undefined;
  }
  if (atTurn) await post('/contribute/abort');
  return { answers, surprises };
}

parentPort?.postMessage(await attack());
