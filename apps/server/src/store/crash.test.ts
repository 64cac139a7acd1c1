import { expect, it } from 'vitest';
import { checkEventLog } from './events.ts';
import { getSetting } from './settings.ts';
import { runAndKill } from './test-kill.ts';
import { testCeremony } from './test-rows.ts';
import { testStores } from './test-stores.ts';

it('loses nothing that was committed when the process is killed, and keeps no half of a transaction', async () => {
  const lasting = await testStores()[0]!.place();
  const { dataFolder } = lasting.place as { dataFolder: string };
  const first = await lasting.open();
  const { ceremony } = await testCeremony(first.db);
  await first.close();
  let expected = 0;
  for (const lines of [1, 7, 20, 33]) {
    const said = (await runAndKill('commits', dataFolder, lines)).map(Number);
    expect(said[0]).toBeGreaterThan(expected);
    const store = await lasting.open();
    const events = await checkEventLog(store.db, ceremony.id);
    // What was said is there; one more may have been committed without being said.
    expect([said.at(-1)!, said.at(-1)! + 1]).toContain(events);
    expect(await getSetting(store.db, 'seq')).toBe(String(events));
    expected = events;
    await store.close();
  }
  await lasting.remove();
});
