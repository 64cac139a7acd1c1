/** The rows of the table that the ordinary tests leave out: more downloads, and engines like those. */
import { RUNTIMES, testRows } from './rows.ts';

const ordinary = ['Node 20', 'Node 24', 'Bun', 'Chromium', 'Firefox'];

testRows(Object.keys(RUNTIMES).filter((name) => !ordinary.includes(name)));
