/** The requests of pages that explain, each page on a server of its own, in the page's order. */
import { afterEach, expect, it } from 'vitest';
import { send } from '../support/http.ts';
import { type QueueStage, queueStage } from '../support/queue-stage.ts';
import { type RestPerson, restPerson } from '../support/rest-person.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { page, pages } from './pages.ts';
import { contributor } from './people.ts';
import { Numbers, requestsOf, type ShownRequest, sendShown, type Wire } from './requests.ts';

interface Scene {
  server: TestServer;
  wire: Wire;
}

/** What a page needs besides its requests. */
interface Play {
  before(scene: Scene): Promise<void>;
  /** Before a request is sent. */
  at?(scene: Scene, shown: ShownRequest): Promise<void>;
}

/** `$NAME` on the page; numbered as the page numbers the users it names. */
async function cast({ server, wire }: Scene, ...names: string[]): Promise<RestPerson[]> {
  const people: RestPerson[] = [];
  for (const [index, name] of names.entries()) {
    const person = await restPerson(server);
    wire.sessions[name] = person.sessionId;
    wire.numbers.bind('users', index + 1, person.userId);
    people.push(person);
  }
  return people;
}

const PLAYS: Record<string, Play> = {
  'docs/concepts/participants.md': {
    async before(scene) {
      const stage: QueueStage = await queueStage(scene.server);
      const [, grace] = await cast(scene, 'ADA', 'GRACE');
      scene.wire.sessions.COORDINATOR = stage.coordinator.sessionId;
      scene.wire.numbers.bind('ceremonies', 1, stage.ceremonyId);
      this.at = async ({ wire }, shown) => {
        if (shown.headers.Authorization !== 'Bearer $GRACE' || shown.body?.status !== 'READY') return;
        const body = {
          userId: grace!.userId,
          ceremonyId: stage.ceremonyId,
          status: 'CREATED',
          acceptTerms: 1,
        };
        const { id } = (await grace!.post('/participants', body)).json;
        expect((await grace!.patch(`/participants/${id}`, { status: 'WAITING' })).status).toBe(200);
        wire.numbers.bind('participants', 2, id);
      };
    },
  },
  'docs/concepts/contributions.md': {
    async before({ server, wire }) {
      const { id, slug } = server.running.ceremony;
      wire.numbers.bind('ceremonies', 1, id);
      await contributes(server, (await restPerson(server)).sessionId, slug);
    },
  },
  'docs/guides/participating.md': {
    async before(scene) {
      await cast(scene, 'ADA');
      scene.wire.numbers.bind('ceremonies', 1, scene.server.running.ceremony.id);
    },
    async at({ server, wire }, { method, path }) {
      if (method === 'GET' && path === '/participants/1')
        await contributes(server, wire.sessions.ADA!, server.running.ceremony.slug);
    },
  },
};

async function contributes({ url }: TestServer, sessionId: string, slug: string): Promise<void> {
  const person = contributor(url, slug, sessionId);
  await person.begin();
  await person.finish();
}

/** Sent by coordinating.test.ts. */
const ELSEWHERE = ['docs/guides/coordinating.md'];

let server: TestServer | undefined;
afterEach(() => server?.close());

it('every page with requests has a play', () => {
  const withRequests = pages().filter((one) => requestsOf(one).length > 0);
  expect(withRequests.map(({ path }) => path).sort()).toEqual([...Object.keys(PLAYS), ...ELSEWHERE].sort());
});

it.each(Object.keys(PLAYS))('the requests of %s are answered as it says', async (path) => {
  server = await startTestServer({ signInsPerMinute: 1_000 });
  const { url } = server;
  const wire: Wire = {
    numbers: new Numbers(),
    sessions: {},
    token: '',
    send: (method, target, headers, body) =>
      send(url + target, { method, headers, ...(body === undefined ? {} : { body }) }),
  };
  const play = PLAYS[path]!;
  await play.before({ server, wire });
  for (const shown of requestsOf(page(path))) {
    await play.at?.({ server, wire }, shown);
    await sendShown(wire, shown);
  }
});

it('an answer that is not as the page says fails', async () => {
  const numbers = new Numbers();
  const answered = { id: 7, name: 'Ada', at: 5, items: [{ id: 1 }, { id: 2 }] };
  expect(
    numbers.differences({ id: 1, name: 'A…', at: 99, items: [{ id: 9 }, '…'] }, answered, 'users'),
  ).toEqual([]);
  expect(numbers.differences({ id: 2 }, { id: 7 }, 'users')).toEqual([]);
  expect(numbers.differences({ id: 1 }, { id: 8 }, 'users')).toHaveLength(1);
  expect(numbers.differences({ name: 'Eve' }, answered, 'users')).toHaveLength(1);
  expect(numbers.differences({ items: [{ id: 9 }] }, answered, 'users')).toHaveLength(1);
  expect(numbers.differences({ gone: 1 }, answered, 'users')).toHaveLength(1);
  await expect(numbersOf('/participants/3')).rejects.toThrow('nothing has told');
});

async function numbersOf(path: string): Promise<string> {
  return new Numbers().path(path);
}
