#!/usr/bin/env node
// The bin of the published package, beside the one built file.
const [major, minor] = process.versions.node.split('.').map(Number);

if (major > 22 || (major === 22 && minor >= 18)) {
  import('./brebaje.mjs');
} else {
  console.error(
    `brebaje needs Node 22.18 or newer; this is ${process.versions.node}. See https://nodejs.org`,
  );
  process.exitCode = 2;
}
