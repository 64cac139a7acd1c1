import { describe, expect, it } from 'vitest';
import { inAppBrowser } from './in-app-browser.ts';

const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';
const ANDROID = 'Mozilla/5.0 (Linux; Android 15; Pixel 9)';

describe('a browser inside an app', () => {
  it.each([
    ['Instagram', `${IPHONE} Mobile/15E148 Instagram 340.0.0.22`],
    ['Facebook', `${IPHONE} Mobile/15E148 [FBAN/FBIOS;FBAV/480.0]`],
    ['LINE', `${IPHONE} Mobile/15E148 Safari Line/14.9.0`],
    ['WeChat', `${ANDROID} AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36 MicroMessenger/8.0`],
    ['TikTok', `${ANDROID} AppleWebKit/537.36 Chrome/130.0 BytedanceWebview/d8a21c6`],
    [
      '',
      'Mozilla/5.0 (Linux; Android 15; Pixel 9 Build/AP3A; wv) AppleWebKit/537.36 Version/4.0 Chrome/130.0',
    ],
    ['', `${IPHONE} Mobile/15E148`],
  ])('of %s is known', (app, agent) => expect(inAppBrowser(agent)).toBe(app));

  it('is known by what Telegram leaves in the page', () => {
    expect(inAppBrowser(`${IPHONE} Version/18.0 Mobile/15E148 Safari/604.1`, { telegram: true })).toBe(
      'Telegram',
    );
  });

  it.each([
    `${IPHONE} Version/18.0 Mobile/15E148 Safari/604.1`,
    `${ANDROID} AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36`,
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
    'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15',
  ])('is none of these: %s', (agent) => expect(inAppBrowser(agent)).toBeUndefined());
});
