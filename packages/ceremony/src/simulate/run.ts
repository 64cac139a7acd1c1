/** `node packages/ceremony/src/simulate/run.ts [--participants n] [--seed s] [--load x] [--json]` */
import { parseArgs } from 'node:util';
import { reportText } from './report.ts';
import { simulate } from './simulate.ts';

const { values } = parseArgs({
  options: {
    participants: { type: 'string', default: '150000' },
    seed: { type: 'string', default: '1' },
    load: { type: 'string', default: '0.9' },
    json: { type: 'boolean', default: false },
  },
});
const started = performance.now();
const report = simulate({
  participants: Number(values.participants),
  seed: Number(values.seed),
  load: Number(values.load),
});
const seconds = (performance.now() - started) / 1000;
console.log(values.json ? JSON.stringify({ ...report, seconds }) : reportText(report));
if (!values.json) console.log(`\nSimulated in ${seconds.toFixed(1)} s with seed ${values.seed}`);
