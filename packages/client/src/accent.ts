/** Which colours a project may have, for pages that show it before the server is asked. */
// biome-ignore lint/performance/noBarrelFile: pages may import this room alone.
export { accentProblem, softAccent, type Theme } from '@brebaje/protocol/accent';
