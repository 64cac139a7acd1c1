/** A ceremony of three circuits with people in it, and those who coordinate it at their browsers. */
import type { Locator, Page } from 'playwright-core';
import { writeManifest } from '../../support/groth16-stage.ts';
import { type QueuePerson, type QueueStage, queueStage } from '../../support/queue-stage.ts';
import { type OpenPages, openPages, type Visit, type Visitor } from './pages.ts';
import { visitAs } from './signed-in.ts';

/** What somebody might call themselves to break a page. */
export const HOSTILE = '<img src=x onerror=alert(1)> "quoted" & {name}';

export interface BoardStage extends OpenPages {
  stage: QueueStage;
  /** Ada is at work on the first circuit, the others wait for it. */
  people: QueuePerson[];
  /** The coordinator at one more browser, on a tab of the board (`/people`). */
  coordinator(path?: string, visit?: Visit): Promise<Visitor>;
}

export async function boardStage(): Promise<BoardStage> {
  const pages = await openPages();
  const stage = await queueStage(pages.server, { slug: 'board', circuits: 3 });
  await writeManifest(pages.server, stage.ceremonyId);
  const people: QueuePerson[] = [];
  for (const publicName of ['Ada Lovelace', HOSTILE, 'Lin', 'Grace Hopper'])
    people.push(await stage.person({ publicName, nameKey: publicName.toLowerCase() }));
  people.push(await stage.person());
  await people[0]!.start();
  return {
    ...pages,
    stage,
    people,
    async coordinator(path = '', visit = {}) {
      const visitor = await visitAs(pages, stage.coordinator, visit);
      await visitor.go(`/c/board/coordinate${path}`);
      return visitor;
    },
  };
}

/** A circuit's row of the board. */
export const rowOf = (page: Page, circuit: string): Locator =>
  page.getByRole('listitem').filter({ hasText: circuit });
