#!/usr/bin/env node
// Plain JavaScript: this must run on any Node, so that an old one is answered in words.
const [major, minor] = process.versions.node.split('.').map(Number);

if (major > 22 || (major === 22 && minor >= 18)) {
  import('node:v8')
    // Before types are stripped for the first time: curves/src/threads/generic-wrappers.ts says why.
    .then(({ setFlagsFromString }) => setFlagsFromString('--wasm-wrapper-tiering-budget=2147483647'))
    .then(() => import('../src/main.ts'))
    .then(({ main }) => main(process.argv))
    .then((code) => {
      process.exitCode = code;
    });
} else {
  // A house with Node 24 among its dependencies can help itself.
  import('node:module').then(({ createRequire }) => {
    let own;
    try {
      own = createRequire(import.meta.url).resolve('node/bin/node');
    } catch {
      console.error(
        `brebaje needs Node 22.18 or newer; this is ${process.versions.node}. See https://nodejs.org`,
      );
      process.exitCode = 2;
      return;
    }
    import('node:child_process').then(({ spawn }) => {
      const child = spawn(own, process.argv.slice(1), { stdio: 'inherit' });
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
      child.on('exit', (code, signal) => {
        process.exitCode = signal === 'SIGINT' ? 130 : signal ? 1 : code;
      });
    });
  });
}
