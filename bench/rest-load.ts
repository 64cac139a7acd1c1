/**
 * Requests from a process of its own: `node rest-load.ts` with JSON {port, rivals, rounds, seconds} on standard
 * input prints JSON {name: [requests a second of each round]}. The rivals take turns, so that a busy machine is
 * busy for all of them.
 */
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';

/** One kind of request; paths and bodies are taken in turn. */
export interface Rival {
  method: 'GET' | 'PATCH';
  paths: string[];
  headers?: Record<string, string>;
  bodies?: string[];
}

export interface RestLoad {
  port: number;
  rivals: Record<string, Rival>;
  rounds: number;
  /** Of each rival in each round. */
  seconds: number;
}

const CONNECTIONS = 16;

const { port, rivals, rounds, seconds }: RestLoad = JSON.parse(await text(process.stdin));
const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
let next = 0;

function ask({ method, paths, headers = {}, bodies }: Rival): Promise<void> {
  const turn = next++;
  const body = bodies?.[turn % bodies.length];
  const typed = body === undefined ? headers : { ...headers, 'content-type': 'application/json' };
  return new Promise((resolve, reject) => {
    const path = paths[turn % paths.length]!;
    const call = request({ port, host: '127.0.0.1', method, path, agent, headers: typed }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${method} ${path}: ${response.statusCode}`));
      response.resume();
      response.on('end', resolve);
    });
    call.on('error', reject);
    call.end(body);
  });
}

async function rate(rival: Rival): Promise<number> {
  const start = performance.now();
  const end = start + seconds * 1000;
  let answered = 0;
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      for (; performance.now() < end; answered++) await ask(rival);
    }),
  );
  return (answered * 1000) / (performance.now() - start);
}

const names = Object.keys(rivals);
const rates = Object.fromEntries(names.map((name) => [name, [] as number[]]));
// The first round warms both sides up.
for (let round = -1; round < rounds; round++)
  for (let k = 0; k < names.length; k++) {
    const name = names[(round + 1 + k) % names.length]!;
    const perSecond = await rate(rivals[name]!);
    if (round >= 0) rates[name]!.push(perSecond);
  }
console.log(JSON.stringify(rates));
agent.destroy();
