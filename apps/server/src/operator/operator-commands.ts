import { isAbsolute } from 'node:path';
import { FormatError } from '@brebaje/kzg/format-error';
import type { OperatorRoute } from '@brebaje/protocol/operator-routes';
import { hashSchema } from '@brebaje/protocol/rest/circuit-source';
import { draftBody } from '@brebaje/protocol/rest/drafts';
import { mailAddressSchema } from '@brebaje/protocol/rest/notifications';
import { z } from 'zod';
import { addCircuit } from '../circuits/add-circuit.ts';
import { operatorLink } from '../invitations/operator-link.ts';
import { linkBase } from '../notify/links.ts';
import { sendTestMail } from '../notify/try-out.ts';
import { erasePerson } from '../privacy/erase-person.ts';
import { exportPerson } from '../privacy/export-person.ts';
import { findPerson, type Person, type Who } from '../privacy/person.ts';
import { Problem } from '../rest/problem.ts';
import { grantAmnesty } from '../sequencer/amnesty.ts';
import {
  CommandRefused,
  drainCeremony,
  pauseCeremony,
  resumeCeremony,
} from '../sequencer/ceremony-commands.ts';
import type { ServerContext } from '../sequencer/context.ts';
import { exportSetupTo } from '../sequencer/export-setup.ts';
import { exportHandover } from '../sequencer/handover-export.ts';
import { importHandover } from '../sequencer/handover-import.ts';
import { resubmit } from '../sequencer/resubmit.ts';
import { backup } from '../store/backup.ts';
import { findCeremonyBySlug } from '../store/ceremonies.ts';
import type { DataFolder } from '../store/data-folder.ts';
import type { CeremonyRow } from '../store/schema.ts';
import { serverStatus } from './server-status.ts';

type Command = (ctx: ServerContext, folder: DataFolder, body: unknown) => Promise<Record<string, unknown>>;

const slug = z.string().optional();
const reason = z.string().trim().min(1, 'a reason is needed: it becomes a public event').max(500);
const path = z.string().refine(isAbsolute, 'an absolute path on the server’s machine is needed');

const About = z.object({ ceremony: slug, reason });
const somebody = z.union([z.int().min(1), z.string().min(1).max(320)]);
const Amnesty = z.object({ ceremony: slug, reason, who: z.union([z.int().min(1), z.string().min(1)]) });
const Export = z.object({
  ceremony: slug,
  sub: z.int().min(0).default(0),
  form: z.enum(['txt', 'json']).default('txt'),
  path,
});
const Folder = z.object({ ceremony: slug, folder: path });
const Import = Folder.extend({
  previousAddress: z
    .string()
    .regex(/^0x[0-9a-fA-F]{40}$/, 'an address is 0x and 40 hexadecimal digits')
    .optional(),
});
const Circuit = draftBody.extend({
  ceremony: z.string(),
  r1cs: path,
  ptau: z.union([path, hashSchema]),
  ptauHash: z
    .string()
    .transform((text) => text.toLowerCase())
    .pipe(hashSchema)
    .optional(),
  wasm: path.optional(),
  genesis: path.optional(),
  zkey: path.optional(),
});
const Resubmit = z.object({ ceremony: slug, contribution: path, receipt: path });

const OperatorLink = z.object({ role: z.enum(['operator', 'coordinator']).default('operator') });

async function named(ctx: ServerContext, wanted: string | undefined): Promise<CeremonyRow> {
  const ceremony = await findCeremonyBySlug(ctx.store.db, wanted ?? ctx.config.ceremony);
  if (!ceremony) throw new CommandRefused(`there is no ceremony ${wanted ?? ctx.config.ceremony}`);
  return ceremony;
}

async function known(ctx: ServerContext, who: Who): Promise<Person> {
  const person = await findPerson(ctx.store.db, who).catch((error: unknown) => {
    if (error instanceof FormatError) return undefined;
    throw error;
  });
  if (!person) throw new CommandRefused(`nothing is stored about ${who}`);
  return person;
}

/** What each command does with its request. Throws CommandRefused, or ZodError for a malformed request. */
export const OPERATOR_COMMANDS: Record<OperatorRoute, Command> = {
  status: (ctx) => serverStatus(ctx),

  async drain(ctx, _, body) {
    const wanted = About.parse(body);
    const { id } = await named(ctx, wanted.ceremony);
    return { state: await drainCeremony(ctx, id, { who: 'operator', reason: wanted.reason }) };
  },

  async pause(ctx, _, body) {
    const wanted = About.parse(body);
    const { id } = await named(ctx, wanted.ceremony);
    await pauseCeremony(ctx, id, { who: 'operator', reason: wanted.reason });
    return { status: 'PAUSED' };
  },

  async resume(ctx, _, body) {
    const wanted = About.parse(body);
    const { id } = await named(ctx, wanted.ceremony);
    await resumeCeremony(ctx, id, { who: 'operator', reason: wanted.reason });
    return { status: 'OPENED' };
  },

  async amnesty(ctx, _, body) {
    const { ceremony, who, reason } = Amnesty.parse(body);
    const { id } = await named(ctx, ceremony);
    return { returned: await grantAmnesty(ctx, id, { who, reason }) };
  },

  async export(ctx, _, body) {
    const { ceremony, sub, form, path } = Export.parse(body);
    const { id, test } = await named(ctx, ceremony);
    const written = await exportSetupTo(ctx, id, { sub, form, path, test: test === 1 });
    return { ...written, test: test === 1 };
  },

  async handoverExport(ctx, _, body) {
    const { ceremony, folder } = Folder.parse(body);
    const { id } = await named(ctx, ceremony);
    const { contributions, identities, addresses } = await exportHandover(ctx, id, folder);
    return { folder, contributions, identities, addresses };
  },

  async handoverImport(ctx, _, body) {
    const { ceremony, folder, previousAddress } = Import.parse(body);
    const { id } = await named(ctx, ceremony);
    const { contributions, identities, addresses } = await importHandover(ctx, id, {
      folder,
      previousAddress,
    });
    return { contributions, identities, addresses };
  },

  async circuitAdd(ctx, _, body) {
    const { ceremony, r1cs, ptau, wasm, genesis, zkey, ...about } = Circuit.parse(body);
    const files = { r1cs, ptau, wasm, genesis, zkey };
    return addCircuit(ctx, await named(ctx, ceremony), about, files);
  },

  async backup(ctx, folder, body) {
    const wanted = z.object({ folder: path }).parse(body);
    // What is buffered belongs to the moment that is backed up.
    await ctx.checkIns.flush();
    const note = await backup(ctx.store, folder, wanted.folder, ctx.blobs);
    return { folder: wanted.folder, ...note };
  },

  async operatorLink(ctx, _, body) {
    const { role } = OperatorLink.parse(body);
    const { link, expiresAt } = await operatorLink(ctx, { base: linkBase(ctx.config), role });
    return { link, expiresAt: new Date(expiresAt).toISOString() };
  },

  async resubmit(ctx, _, body) {
    const { ceremony, contribution, receipt } = Resubmit.parse(body);
    const { id } = await named(ctx, ceremony);
    return { position: await resubmit(ctx, id, { contribution, receipt }) };
  },

  async privacyExport(ctx, _, body) {
    const { who } = z.object({ who: somebody }).parse(body);
    const person = await known(ctx, who);
    const about = person.userId === null ? {} : { userId: person.userId };
    return { ...about, data: await exportPerson(ctx.store.db, person) };
  },

  async privacyErase(ctx, _, body) {
    const { who, reason: why } = z.object({ who: somebody, reason }).parse(body);
    const person = await known(ctx, who);
    try {
      await erasePerson(ctx, person, { who: 'operator', by: null, reason: why });
    } catch (error) {
      if (error instanceof Problem) throw new CommandRefused(error.message);
      throw error;
    }
    const about = person.userId === null ? {} : { userId: person.userId };
    return { ...about, erased: true, participants: person.participantIds.length };
  },

  async notifyTest(ctx, _, body) {
    const { to } = z.object({ to: mailAddressSchema }).parse(body);
    const delivery = await sendTestMail(ctx, to);
    if (!delivery.ok) throw new CommandRefused(`nothing was sent: ${delivery.error}`);
    return { sent: true, to };
  },
};
