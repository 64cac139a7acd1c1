/** The order of who waits: by buttons, by dragging, with a reason, a way back, and somebody who was faster. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible, expectNoSideways } from './support/accessible.ts';
import { type BoardStage, boardStage } from './support/board-stage.ts';
import { CHROMIUM, withoutChromium } from './support/chromium.ts';
import { hold } from './support/hold.ts';
import { shots } from './support/shot.ts';

describe.skipIf(!CHROMIUM)(`the order of a queue${withoutChromium}`, () => {
  let pages: BoardStage;
  beforeAll(async () => {
    pages = await boardStage();
  });
  afterAll(() => pages.close());

  /** Participants, as the server has them in order. */
  const order = async (): Promise<number[]> =>
    (await pages.server.send(`/circuits/${pages.stage.circuits[0]}/queue`)).json.items.map(
      ({ participantId }: { participantId: number }) => participantId,
    );
  const open = async (page: Page) => {
    await page.getByRole('button', { name: 'Act on circuit-1' }).click();
    await page.getByRole('button', { name: 'Change the order of who waits' }).click();
    await page.getByRole('heading', { name: 'Who waits for circuit-1' }).waitFor();
    await page.getByRole('button', { name: 'Earlier: Lin' }).waitFor();
  };

  it('is changed by keyboard and by pointer, put back, and never under the eyes of two', async () => {
    const [hostile, lin, grace, nameless] = (await order()) as [number, number, number, number];
    const { page, complaints, close } = await pages.coordinator('', { width: 390 });
    await open(page);
    const dialog = page.getByRole('dialog');
    const set = dialog.getByRole('button', { name: 'Set this order' });
    expect(await set.isDisabled()).toBe(true);
    const earlier = dialog.getByRole('button', { name: 'Earlier: Grace Hopper' });
    await earlier.focus();
    await page.keyboard.press('Enter');
    await page.getByText('Grace Hopper is at place 2.').waitFor();
    await expect.poll(() => earlier.evaluate((button) => button === document.activeElement)).toBe(true);
    await page.keyboard.press('Enter');
    // At the front there is no earlier; the focus goes to the other button.
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label')))
      .toBe('Later: Grace Hopper');
    await dialog.getByText('The priority of 1 person is raised.').waitFor();
    await dialog.getByLabel('Reason').fill('her machine is free today only');
    await shots(page, 'board-order');
    await expectAccessible(page);
    await expectNoSideways(page);
    const asked = await hold(page, /\/participants\/\d+$/);
    await set.dblclick();
    asked.release();
    await page.getByText('The queue of circuit-1 has another order.').waitFor();
    expect(await order()).toEqual([grace, hostile, lin, nameless]);

    await page.getByRole('button', { name: 'Put it back' }).click();
    await dialog.getByText('The priorities of 2 people are raised.').waitFor();
    await dialog.getByLabel('Reason').fill('it is free tomorrow, too');
    await set.click();
    await expect.poll(order).toEqual([hostile, lin, grace, nameless]);
    await dialog.waitFor({ state: 'detached' });

    // Dragged by its handle, past two others.
    await open(page);
    const row = (name: string) => dialog.getByRole('listitem').filter({ hasText: name });
    const [from, to] = [
      (await row('Grace Hopper').locator('svg').boundingBox())!,
      (await row('img src').boundingBox())!,
    ];
    await page.mouse.move(from.x + 2, from.y + 2);
    await page.mouse.down();
    await page.mouse.move(from.x + 2, from.y - 20, { steps: 4 });
    await page.mouse.move(from.x + 2, to.y + 2, { steps: 4 });
    await page.mouse.up();
    await page.getByText('Grace Hopper is at place 1.').waitFor();
    // Let go in the same moment in which it has come there.
    const [handle, top] = [
      (await row('Lin').locator('svg').boundingBox())!,
      (await row('Grace Hopper').boundingBox())!,
    ];
    await page.mouse.move(handle.x + 2, handle.y + 2);
    await page.mouse.down();
    await page.evaluate((clientY) => {
      dispatchEvent(new PointerEvent('pointermove', { clientY }));
      dispatchEvent(new PointerEvent('pointerup', { clientY }));
    }, top.y + 2);
    await page.mouse.up();
    await page.getByText('Lin is at place 1.').waitFor();
    // Another coordinator raises somebody meanwhile.
    const raised = { priority: 77, reason: 'an appointment' };
    const answer = await pages.stage.coordinator.patch(`/participants/${nameless}`, raised);
    expect(answer.status, answer.text).toBe(200);
    await dialog.getByText('Somebody’s priority is another now, or they wait no more.').waitFor();
    await dialog.getByLabel('Reason').fill('too late');
    expect(await set.isDisabled()).toBe(true);
    await dialog.getByRole('button', { name: 'Begin with how it is now' }).click();
    await expect
      .poll(async () => (await dialog.getByRole('listitem').first().innerText()).length)
      .toBeLessThan(40);
    expect(await order()).toEqual([nameless, hostile, lin, grace]);

    // A page that sees nothing is told at the end.
    await dialog.getByRole('button', { name: 'Earlier: Grace Hopper' }).click();
    await page.route(/\/(queue|participants)\b.*(limit|status)=/, (route) => route.abort());
    await pages.stage.coordinator.patch(`/participants/${grace}`, { priority: 90, reason: 'she asked' });
    await dialog.getByLabel('Reason').fill('somebody was faster');
    await set.click();
    await dialog.getByText('This has changed while you decided').waitFor();
    expect((await order())[0]).toBe(grace);
    expect(complaints.filter((text) => !text.includes('ERR_FAILED'))).toEqual([]);
    await close();
  });
});
