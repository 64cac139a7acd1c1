/** The guide for coordinators from its first line to its last: once by command, once by REST. */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openStream } from '../support/event-stream.ts';
import { type Answer, send } from '../support/http.ts';
import { startTestServer } from '../support/server.ts';
import { blocksOf, commandsOf, page } from './pages.ts';
import { comeByLink, contributor, type Invited } from './people.ts';
import { Numbers, requestsOf, sendShown, type Wire } from './requests.ts';
import { makeStage } from './stage.ts';

const GUIDE = page('docs/guides/coordinating.md');
const SLUG = 'autumn';
/** In place of Ethereum's, which take minutes. */
const SIZES = '4,3:8,3';

/** What is left of a ceremony, without what no two ceremonies share: hashes, keys, times. */
interface Outcome {
  ceremony: Record<string, unknown>;
  people: [name: string, status: string][];
  files: string[];
  events: string[];
}

/** Of the first link in a text: Grace's, who stands first in the table of people. */
const tokenIn = (text: string): string => /\/app\/join#([a-z0-9]{26})/.exec(text)![1]!;

const get = async (url: string, path: string): Promise<Answer['json']> => (await send(url + path)).json;

async function outcomeOf(url: string): Promise<Outcome> {
  const { id, status, title, test, about, policy, eligibility, contributions, circuits, archivedAt } =
    await get(url, `/ceremonies/by-slug/${SLUG}`);
  const people = (await get(url, `/ceremonies/${id}/participants`)).items;
  const files = (await get(url, `/ceremonies/${id}/artifacts`)).items;
  for (const file of files) {
    const { text } = await send(url + file.url);
    expect(createHash('sha256').update(text).digest('hex'), file.name).toBe(file.sha256);
  }
  const events = (await get(url, `/ceremonies/${id}/events?limit=100`)).items;
  return {
    ceremony: {
      status,
      title,
      test,
      about,
      policy,
      eligibility,
      contributions,
      sizes: circuits[0].sizes,
      archived: archivedAt !== undefined,
    },
    people: people.map((one: { publicName: string; status: string }) => [one.publicName, one.status]),
    files: files.map(({ name }: { name: string }) => name),
    events: events.map(({ type }: { type: string }) => type),
  };
}

async function byCommand(): Promise<Outcome> {
  const stage = await makeStage();
  onTestFinished(() => stage.remove());
  const file = (language: string) => blocksOf(GUIDE).find((block) => block.language === language)!.text;
  const write = (name: string, text: string) => writeFileSync(join(stage.folder, name), text);
  await stage.start('brebaje serve');
  stage.env.BREBAJE_DATA = join(stage.folder, 'brebaje-data');
  write('people.csv', file('csv'));
  let grace: Invited | undefined;
  let token = '';
  let watching: ReturnType<typeof stage.run> | undefined;
  for (const command of commandsOf(GUIDE)) {
    if (command.startsWith('brebaje participant extend')) {
      grace = await comeByLink(stage.url, SLUG, { token, publicName: 'Grace' });
      await grace.begin();
    }
    if (command.startsWith('brebaje ceremony close')) {
      await grace!.begin();
      await grace!.finish();
    }
    const running = stage.run(command);
    if (command.startsWith('brebaje ceremony watch')) {
      watching = running;
      continue;
    }
    const { code, out, err } = await running;
    if (code !== 0) throw new Error(`${command} ended with ${code}:\n${err}${out}`);
    // The one file that a coordinator edits.
    if (command === 'brebaje ceremony init')
      write('ceremony.toml', file('toml').replace(/^sizes = .*$/m, `sizes = "${SIZES}"`));
    if (command.startsWith('brebaje participant import')) token = tokenIn(out);
  }
  const watched = await watching!;
  expect([watched.code, watched.err]).toEqual([0, expect.anything()]);
  expect(watched.out).toContain('the result stands');
  return outcomeOf(stage.url);
}

async function byRest(): Promise<Outcome> {
  const server = await startTestServer({ ceremonySizes: SIZES, signInsPerMinute: 1_000 });
  onTestFinished(() => server.close());
  const { url } = server;
  const wire: Wire = {
    numbers: new Numbers(),
    sessions: {},
    token: new URL(server.running.operatorLink!).hash.slice(1),
    async send(method, path, headers, body) {
      if (headers.Accept !== 'text/event-stream')
        return send(url + path, { method, headers, ...(body === undefined ? {} : { body }) });
      const stream = await openStream(url + path);
      stream.close();
      return { status: stream.status, headers: new Headers(), text: '', json: {}, location: '' };
    },
  };
  // As `brebaje operator link --role coordinator` prints one.
  const { OPERATOR_COMMANDS } = await import('@brebaje/server/operator/operator-commands');
  const { ctx } = server.running.application;
  const made = await OPERATOR_COMMANDS.operatorLink(ctx, undefined as never, { role: 'coordinator' });
  wire.token = new URL((made as { link: string }).link).hash.slice(1);
  let grace: Invited | undefined;
  let token = '';
  for (const shown of requestsOf(GUIDE)) {
    const name = `${shown.method} ${shown.path}`;
    if (name === 'POST /participants/2/extend') {
      grace = await comeByLink(url, SLUG, { token, publicName: 'Grace' });
      wire.numbers.bind('participants', 2, grace.participantId);
      await grace.begin();
    }
    if (shown.body?.status === 'CLOSED') {
      await grace!.begin();
      await grace!.finish();
    }
    const answer = await sendShown(wire, shown);
    const { link, session_id: sessionId, role } = answer.json;
    if (link !== undefined) wire.token = new URL(link).hash.slice(1);
    if (role === 'coordinator' && sessionId !== undefined) wire.sessions.SESSION = sessionId;
    if (shown.body?.publicName === 'Ada') {
      const ada = contributor(url, SLUG, sessionId);
      await ada.begin();
      await ada.finish();
    }
    if (name.endsWith('/roster/send')) token = tokenIn(answer.json.items[0].text);
    if (shown.body?.status === 'CLOSED') await server.tick();
    if (name.endsWith('/finalize')) {
      await server.tick();
      await Promise.all([...ctx.finalizations.values()].map(({ done }) => done));
    }
  }
  return outcomeOf(url);
}

it('goes from nothing to a result by command and by REST, to the same result', {
  timeout: 400_000,
}, async () => {
  const [command, rest] = await Promise.all([byCommand(), byRest()]);
  expect(command.ceremony).toMatchObject({ status: 'FINALIZED', contributions: 2, archived: true });
  expect(command.people).toEqual([
    ['Ada', 'FINALIZED'],
    ['Grace', 'FINALIZED'],
  ]);
  expect(command).toEqual(rest);
});
