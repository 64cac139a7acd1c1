/** Programs that tests kill with SIGKILL in the middle of their work. Each prints a line per finished step. */
import { randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';
import { createBlobFiles } from './blob-files.ts';
import { findCeremonyBySlug } from './ceremonies.ts';
import { openDataFolder } from './data-folder.ts';
import { appendEvent } from './events.ts';
import { openStore } from './open-store.ts';
import { setSetting } from './settings.ts';

const [task, path] = process.argv.slice(2) as [string, string];
const say = (line: string) => writeSync(1, `${line}\n`);

const tasks: Record<string, () => Promise<void>> = {
  /** One event and one setting per transaction, said after the commit. */
  async commits() {
    const store = await openStore({ dataFolder: path });
    const ceremony = (await findCeremonyBySlug(store.db, 'kzg'))!;
    const note = { type: 'coordinator.note', data: { note: 'TEST', text: 'one more', who: 'server' } };
    for (;;) {
      const { seq } = await store.transaction(async (trx) => {
        const event = await appendEvent(trx, ceremony.id, note, 1);
        await setSetting(trx, 'seq', String(event.seq));
        return event;
      });
      say(String(seq));
    }
  },

  /** One blob after another, its hash said when it is stored. */
  async blobs() {
    const folder = await openDataFolder(path);
    const blobs = createBlobFiles(folder);
    for (;;) {
      const { hash } = await blobs.put(
        (async function* () {
          for (let chunk = 0; chunk < 20; chunk++) yield randomBytes(10_000);
        })(),
      );
      say(hash);
    }
  },

  async lock() {
    await openDataFolder(path);
    say('locked');
    setInterval(() => {}, 1000);
  },
};

await tasks[task]!();
