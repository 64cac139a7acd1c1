/** Registering circuits over REST, as a coordinator's program does. */
import { createInProject } from '@brebaje/server/ceremonies/create';
import { send } from './http.ts';
import type { RestPerson } from './rest-person.ts';
import type { TestServer } from './server.ts';

/** A SCHEDULED Groth16 ceremony in the project of the server's own. Answers its number. */
export async function newCeremony(server: TestServer, slug: string): Promise<number> {
  const { ctx } = server.running.application;
  const { projectId } = server.running.ceremony;
  const about = { support: 'help@example.org' };
  const draft = { slug, title: slug, scheme: 'GROTH16' as const, about };
  return (await createInProject(ctx, projectId, draft, { who: 'operator' })).id;
}

/** Sends a file in parts, and hands it in. */
export async function uploadFile(
  server: TestServer,
  person: RestPerson,
  draft: number,
  kind: string,
  bytes: Uint8Array,
) {
  const begun = await person.post(`/drafts/${draft}/uploads`, { kind, size: bytes.length });
  if (begun.status !== 201) return begun;
  const { id, partSize } = begun.json;
  const parts: { number: number; etag: string }[] = [];
  for (let number = 1; (number - 1) * partSize < bytes.length; number++)
    parts.push({ number, etag: await sendPart(server, person, id, number, bytes, partSize) });
  return person.post(`/uploads/${id}/complete`, { parts });
}

/** Sends one part to its signed address. Answers its etag. */
export async function sendPart(
  server: TestServer,
  person: RestPerson,
  upload: number,
  number: number,
  bytes: Uint8Array,
  partSize: number,
): Promise<string> {
  const signed = await person.post(`/uploads/${upload}/parts`, { numbers: [number] });
  const { url } = signed.json.parts[0];
  const part = bytes.slice((number - 1) * partSize, number * partSize);
  const { headers, status } = await send(new URL(url, server.url).href, { method: 'PUT', body: part });
  if (status !== 200) throw new Error(`part ${number} was answered ${status}`);
  return (headers.get('etag') ?? '').replaceAll('"', '');
}

/** Begins a draft, uploads its files and starts it. Answers its number. */
export async function register(
  server: TestServer,
  person: RestPerson,
  ceremony: number,
  about: Record<string, unknown>,
  files: Record<string, Uint8Array>,
): Promise<number> {
  const begun = await person.post(`/ceremonies/${ceremony}/circuits`, about);
  if (begun.status !== 201) throw new Error(`a draft was answered ${begun.status} ${begun.text}`);
  const { id } = begun.json;
  for (const [kind, bytes] of Object.entries(files)) {
    const { status, text } = await uploadFile(server, person, id, kind, bytes);
    if (status !== 200) throw new Error(`${kind} was answered ${status} ${text}`);
  }
  const started = await person.post(`/drafts/${id}/start`);
  if (started.status !== 202) throw new Error(`the start was answered ${started.status} ${started.text}`);
  return id;
}

/** Runs what is queued to its end. */
export async function geneses(server: TestServer): Promise<void> {
  const { ctx } = server.running.application;
  for (;;) {
    await server.tick();
    const running = [...ctx.geneses.values()];
    if (running.length === 0) return;
    await Promise.all(running.map(({ done }) => done));
  }
}
