/** The other browser that the pages are looked at with; Playwright drives only a Firefox of its own. */
import { existsSync } from 'node:fs';
import { type Browser, launch } from 'puppeteer-core';

export const FIREFOX = ['/usr/bin/firefox-esr', '/usr/bin/firefox'].find(existsSync);

/** Behind the name of a suite that is skipped. */
export const withoutFirefox = FIREFOX ? '' : ' (skipped: no Firefox on this machine)';

/** It starts slowly where much else goes on; milliseconds. */
export const FIREFOX_START = 120_000;

/** `prefs`: what about:config would say. */
export async function launchFirefox(prefs: Record<string, unknown> = {}): Promise<Browser> {
  const browser = await launch({
    browser: 'firefox',
    executablePath: FIREFOX!,
    headless: true,
    timeout: FIREFOX_START,
    args: ['--remote-allow-system-access'],
    extraPrefsFirefox: prefs,
  });
  await leaveWorkersAlone(browser);
  return browser;
}

const WATCHERS = 'chrome://remote/content/shared/js-process-actors/WebDriverWorkerListenerActor.sys.mjs';

/** The connection of puppeteer to Firefox, as far as it is needed here; its type is not published. */
interface BidiConnection {
  send(method: string, parameters: object): Promise<{ result: { contexts?: { context: string }[] } }>;
}

/**
 * Takes away the listener with which WebDriver watches workers. While anybody watches, Firefox makes a worker that starts
 * another wait on the condition variable that the new one sleeps on, and wakes one of the two: a worker that starts
 * several now and then waits for ever (WorkerDebuggerManager::RegisterDebugger in Firefox 153). Nobody watches the
 * workers of people's browsers.
 */
async function leaveWorkersAlone(browser: Browser): Promise<void> {
  const { connection } = browser as unknown as { connection: BidiConnection };
  const tree = await connection.send('browsingContext.getTree', { 'moz:scope': 'chrome' });
  await connection.send('script.evaluate', {
    expression: `ChromeUtils.importESModule('${WATCHERS}').unregisterWebDriverWorkerListenerActor()`,
    target: { context: tree.result.contexts![0]!.context },
    awaitPromise: false,
  });
}
