import type { Operation } from '@brebaje/protocol/rest/operation';
import { OPERATIONS, type OperationId } from '@brebaje/protocol/rest/operations';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fitting, type JsonSchema } from '../support/schema-values.ts';
import { EXAMPLES, MAY } from './requests.ts';
import { ROLES, type Stage, setStage } from './stage.ts';

/** Secrets in the request itself decide, not who sends it: a wrong one is refused to everybody alike. */
const BY_SECRET = new Set<OperationId>([
  'takeDeviceToken',
  'enterMove',
  'lookAtInvitation',
  'useInvitation',
  'putPart',
]);

describe('who may do what', () => {
  let stage: Stage;
  let spoilt = false;
  beforeAll(async () => {
    stage = await setStage();
  });
  beforeEach(async () => {
    if (spoilt) stage = await freshStage(stage);
    spoilt = false;
  });
  afterAll(() => stage.server.close());

  const rows = (Object.keys(OPERATIONS) as OperationId[]).map(
    (id) => [id, OPERATIONS[id] as Operation] as const,
  );

  it.each(rows)('%s', async (id, shape) => {
    const example = EXAMPLES[id];
    spoilt = changesMuch(shape);
    const may = example.may && example.may.length > 0 ? example.may : MAY[shape.access]!;
    const call = async (role: (typeof ROLES)[number]) => {
      const path = example.path(stage);
      const person = stage.people[role];
      switch (shape.method) {
        case 'GET':
          return person.get(path);
        case 'DELETE':
          return person.remove(path);
        case 'PUT':
          return person.put(path, bodyOf(id, stage));
        case 'PATCH':
          return person.patch(path, bodyOf(id, stage));
        case 'POST':
          return person.post(path, shape.body ? bodyOf(id, stage) : undefined);
      }
    };
    // Those who may not come first: nothing they do may change anything.
    for (const role of ROLES.filter((role) => !may.includes(role))) {
      if (BY_SECRET.has(id) && role !== 'program') continue;
      const { status, json } = await call(role);
      const expected = role === 'stranger' || role === 'program' ? [401] : [403, 404];
      expect(expected, `${role}: ${status} ${JSON.stringify(json)}`).toContain(status);
    }
    for (const role of ROLES.filter((role) => may.includes(role))) {
      const { status, json } = await call(role);
      const said = `${role}: ${status} ${JSON.stringify(json)}`;
      if (json.code === 'SIGN_IN_REQUIRED' || json.code === 'NOT_PERMITTED') expect.fail(said);
      expect(status, said).toBeLessThan(500);
      if (endsSession(id)) stage = await freshStage(stage);
    }
  });
});

const endsSession = (id: OperationId) => id === 'signOut' || id === 'endSession' || id === 'eraseUser';
const changesMuch = ({ method, path }: Operation) =>
  method === 'DELETE' || (method !== 'GET' && path.startsWith('/ceremonies'));

async function freshStage(old: Stage): Promise<Stage> {
  await old.server.close();
  return setStage();
}

function bodyOf(id: OperationId, stage: Stage): unknown {
  const example = EXAMPLES[id];
  if (example.body) return example.body(stage);
  const { body } = OPERATIONS[id] as Operation;
  if (!body) return undefined;
  const schema = z.toJSONSchema(body, { io: 'input', unrepresentable: 'any' });
  const candidates = fc.sample(fitting(schema as JsonSchema, schema), { numRuns: 50, seed: 7 });
  return candidates.find((candidate) => body.safeParse(candidate).success) ?? candidates[0];
}
