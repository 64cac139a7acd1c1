/** Whether a browser is inside a chat or social app. */
// biome-ignore lint/performance/noBarrelFile: pages may import this room alone.
export { inAppBrowser } from '@brebaje/protocol/in-app-browser';
