import { chromium } from 'playwright-core';
import { expect, test } from 'vitest';
import { createNobleEngine } from './noble-engine.ts';
import { bigIntToScalar } from './scalar.ts';
import { CHROMIUM, servePage } from './test-page.ts';

const reason = CHROMIUM ? '' : ' (skipped: no Chromium on this machine)';

test.skipIf(!CHROMIUM)(`the engine works in a page, on Web Workers${reason}`, async () => {
  const served = await servePage(new URL('browser-page.ts', import.meta.url));
  const browser = await chromium.launch({ executablePath: CHROMIUM!, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage();
    await page.goto(served.url);
    // For a page that never finds anything.
    const waiting = { timeout: 300_000 };
    const findings = await (await page.waitForFunction(() => globalThis.findings, null, waiting)).jsonValue();

    const noble = createNobleEngine();
    const three = await noble.scale(noble.generator('G1'), bigIntToScalar(3n));
    const hashed = await noble.hashToG1([new Uint8Array(3)], 'BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_');
    expect(findings).toEqual({
      difference: 'none',
      encoded: Array.from(await noble.encode(three, 'zcash')),
      hashed: Array.from(await noble.encode(hashed, 'zcash')),
      fault: 'G1 point 0: not-compressed',
    });
  } finally {
    await browser.close();
    await served.close();
  }
});
