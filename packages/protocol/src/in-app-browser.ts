/** Browsers inside chat and social apps: they have no wallets, forget files, and stop when the app is left. */

const APPS: readonly (readonly [app: string, mark: RegExp])[] = [
  ['Instagram', /\bInstagram\b/],
  ['Facebook', /\bFBA[NV]\b|\bFB_IAB\b/],
  ['Messenger', /\bMessenger(?:ForiOS|LiteForiOS)?\b/],
  ['LINE', /\bLine\/\d/],
  ['WeChat', /\bMicroMessenger\b/],
  ['WhatsApp', /\bWhatsApp\b/],
  ['Telegram', /\bTelegram(?:-Android|Bot)?\b/],
  ['Discord', /\bDiscord\b/],
  ['Slack', /\bSlack\b/],
  ['X', /\bTwitter(?:Android| for )/],
  ['TikTok', /\bBytedanceWebview\b|\bmusical_ly\b|\bTikTok\b/],
  ['Snapchat', /\bSnapchat\b/],
  ['LinkedIn', /\bLinkedInApp\b/],
  ['KakaoTalk', /\bKAKAOTALK\b/i],
  ['Reddit', /\bReddit\//],
];

/** Which app this browser is inside; '' for one that does not say which; undefined for a browser of its own. */
export function inAppBrowser(agent: string, marks: { telegram?: boolean } = {}): string | undefined {
  if (marks.telegram) return 'Telegram';
  const app = APPS.find(([, mark]) => mark.test(agent))?.[0];
  if (app !== undefined) return app;
  // Android's WebView says so; iOS's leaves out what Safari has.
  if (/\bAndroid\b.*; wv\)/.test(agent)) return '';
  const iOS = /\b(?:iPhone|iPad|iPod)\b.*AppleWebKit/.test(agent);
  return iOS && !/Safari\//.test(agent) ? '' : undefined;
}
