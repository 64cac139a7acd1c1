/**
 * Requests made from the published description alone, good ones and nearly good ones, by everybody: the server
 * answers what it documents, never more, and never fails.
 */
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from '../support/http.ts';
import { fitting, type JsonSchema, nearlyFitting } from '../support/schema-values.ts';
import { type Client, type Role, type Stage, setStage, type Things } from './stage.ts';

interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  schema: JsonSchema;
}

interface Described {
  operationId: string;
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: JsonSchema }> };
  responses: Record<string, { content?: Record<string, { schema?: JsonSchema }> }>;
}

/** Requests per operation; the soak has many more. */
const RUNS = Number(process.env.BREBAJE_PROPERTY_RUNS ?? 25);
const SEED = Number(process.env.BREBAJE_SEED ?? 20_260_101);

/** They end the session or the person that the others of the run need, or never answer. */
const LEFT_OUT = new Set(['signOut', 'endOtherSessions', 'eraseUser', 'listEvents']);
const CALLERS: readonly Role[] = ['stranger', 'alice', 'bob', 'coordinator', 'operator'];

describe('the interface keeps to its description', () => {
  let stage: Stage;
  let api: { paths: Record<string, Record<string, Described>> };
  const ajv = new Ajv2020({ strict: false, validateFormats: false });

  beforeAll(async () => {
    stage = await setStage();
    const described = await stage.people.stranger.get('/openapi.json');
    api = described.json;
    ajv.addSchema({ $id: 'api', ...api });
  });
  afterAll(() => stage.server.close());

  it('whatever is asked', { timeout: 400_000 }, async () => {
    const counts = new Map<number, number>();
    /** One of each kind: operation, status and what is wrong. */
    const faults = new Map<string, string>();
    for (const [path, methods] of Object.entries(api.paths))
      for (const [method, shape] of Object.entries(methods)) {
        if (LEFT_OUT.has(shape.operationId)) continue;
        for (const request of fc.sample(requestOf(path, shape), { numRuns: RUNS, seed: SEED })) {
          const answer = await ask(stage.people[request.who], method, request);
          counts.set(answer.status, (counts.get(answer.status) ?? 0) + 1);
          const wrong = fault(path, method, shape, answer);
          if (wrong !== null)
            faults.set(
              `${shape.operationId} ${answer.status} ${wrong}`,
              `by ${request.who}: ${JSON.stringify(request).slice(0, 600)} → ${answer.text.slice(0, 300)}`,
            );
        }
      }
    expect(Object.fromEntries(faults)).toEqual({});
    // Both kinds of answers were really reached.
    expect(counts.get(200)).toBeGreaterThan(50);
    expect(counts.get(400)).toBeGreaterThan(50);
  });

  interface Request {
    who: Role;
    url: string;
    body: unknown;
    headers: Record<string, string>;
  }

  function requestOf(path: string, shape: Described): fc.Arbitrary<Request> {
    const parameters = shape.parameters ?? [];
    const schema = shape.requestBody?.content['application/json']?.schema;
    const body = schema
      ? fc.oneof({ weight: 3, arbitrary: fitting(schema, api) }, nearlyFitting(schema, api))
      : fc.constant(undefined);
    const query = fc.record(
      Object.fromEntries(
        parameters.filter((one) => one.in === 'query').map((one) => [one.name, queryValue(one.schema)]),
      ),
      { requiredKeys: [] },
    );
    const names = parameters.filter((one) => one.in === 'path').map((one) => one.name);
    const places = fc.record(Object.fromEntries(names.map((name) => [name, pathValue(path, name)])));
    const match = fc.option(fc.constantFrom('"0"', '"1"', '"999"', 'nonsense', '*'), {
      freq: 4,
      nil: undefined,
    });
    return fc
      .record({ who: fc.constantFrom(...CALLERS), body, query, places, match })
      .map(({ who, body, query, places, match }) => {
        const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
          encodeURIComponent(String((places as Record<string, unknown>)[name])),
        );
        const search = new URLSearchParams(
          Object.entries(query).map(([name, value]) => [name, String(value)]),
        ).toString();
        const headers: Record<string, string> = match === undefined ? {} : { 'if-match': match };
        return { who, url: search === '' ? filled : `${filled}?${search}`, body, headers };
      });
  }

  const queryValue = (schema: JsonSchema) =>
    fc.oneof(
      { weight: 3, arbitrary: fitting(schema, api) },
      fc.constantFrom<unknown>('', '-1', 'x', '1e9', "';--"),
    );

  /** Mostly the thing of that kind on the stage. */
  function pathValue(path: string, name: string): fc.Arbitrary<string | number> {
    const { things } = stage;
    const [, kind = ''] = path.split('/');
    const known: Record<string, keyof Things> = {
      projects: 'project',
      ceremonies: name === 'slug' ? 'slug' : 'ceremony',
      circuits: 'circuit',
      participants: 'participant',
      contributions: 'contribution',
      uploads: 'upload',
      invitations: 'invitation',
      subscriptions: 'subscription',
      reservations: 'reservation',
      users: 'user',
      sessions: 'session',
    };
    const thing = name === 'userId' ? things.otherUser : things[known[kind] ?? 'identity'];
    return fc.oneof(
      { weight: 6, arbitrary: fc.constant(thing) },
      fc.constantFrom<string | number>(0, -1, 999_999, '9'.repeat(30), 'x', '%', '~', '1e3'),
    );
  }

  function ask(person: Client, method: string, { url, body, headers }: Request): Promise<Answer> {
    switch (method) {
      case 'get':
        return person.get(url, headers);
      case 'delete':
        return person.remove(url);
      case 'put':
        return person.put(url, body);
      case 'patch':
        return person.patch(url, body, headers);
      default:
        return person.post(url, body, headers);
    }
  }

  /** What is wrong with an answer; null: nothing. */
  function fault(path: string, method: string, shape: Described, answer: Answer): string | null {
    if (answer.status >= 500 && answer.json.code !== 'UNAVAILABLE') return 'a failure';
    const described = shape.responses[String(answer.status)];
    if (!described) return `not documented: ${answer.json.code}`;
    const type = (answer.headers.get('content-type') ?? '').split(';')[0]!;
    if (answer.text === '') return null;
    const content = described.content?.[type];
    if (!content) return `not documented: ${type}`;
    if (!content.schema || !type.endsWith('json')) return null;
    const pointer = `/paths/${escaped(path)}/${method}/responses/${answer.status}/content/${escaped(type)}/schema`;
    const validate = ajv.getSchema(`api#${pointer}`);
    if (!validate) throw new Error(`no schema at ${pointer}`);
    return validate(answer.json) ? null : `not as described: ${ajv.errorsText(validate.errors)}`;
  }
});

const escaped = (part: string) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
