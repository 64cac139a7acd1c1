/** The events of a ceremony as they happen, over server-sent events (WHATWG HTML, "Server-sent events"). */
import { ClientError, stopped } from '../client-error.ts';
import { ConnectionError } from '../exchange.ts';
import { pauseAfter } from '../patience.ts';
import type { Surroundings } from '../surroundings.ts';
import type { RestClient } from './rest-client.ts';

/** One message: `id` only where it is an event of the log. */
export interface StreamEvent {
  type: string;
  /** The number of the event in the log. */
  seq: number | undefined;
  data: unknown;
}

export interface FollowOptions {
  /** The last event that is known; 0 begins at the beginning, undefined now. */
  after?: number | undefined;
  signal?: AbortSignal | undefined;
  /** Told when the connection is there, and when it broke and is made anew. */
  connection?: (state: 'open' | 'broken', reason: string) => void;
  /** Milliseconds without a connection after which it ends (default 30 minutes). */
  patience?: number;
}

const MAX_MESSAGE = 1 << 20;

/**
 * Follows a ceremony, across breaks and restarts of the server: it goes on after the last event that came, so
 * that nothing is missed and nothing comes twice. Ends with STOPPED by the signal, UNREACHABLE when patience
 * does, or what the server refuses.
 */
export async function* followEvents(
  surroundings: Surroundings,
  client: RestClient,
  ceremonyId: number,
  { after, signal, connection = () => {}, patience = 1_800_000 }: FollowOptions = {},
): AsyncGenerator<StreamEvent> {
  let last = after === undefined ? undefined : String(after);
  let failures = 0;
  let failingSince: number | undefined;
  for (;;) {
    let reason = 'the server ended the connection';
    try {
      const headers: Record<string, string> = { accept: 'text/event-stream' };
      if (last !== undefined) headers['last-event-id'] = last;
      const answer = await client.open(`/ceremonies/${ceremonyId}/events`, headers, signal);
      if (!answer.headers.get('content-type')?.startsWith('text/event-stream'))
        throw new ClientError('NOT_A_SEQUENCER', `${client.server} sends no events`);
      connection('open', '');
      for await (const message of messages(answer.chunks)) {
        failures = 0;
        failingSince = undefined;
        last = message.id ?? last;
        if (message.data !== '') yield eventOf(message);
      }
    } catch (error) {
      const fault = error instanceof ClientError && error.code === 'SERVER_FAULT';
      if (!(error instanceof ConnectionError) && !fault) throw error;
      reason = error.message;
    }
    failures++;
    failingSince ??= surroundings.now();
    const pause = pauseAfter(failures, 30_000, surroundings.random());
    if (surroundings.now() + pause - failingSince > patience)
      throw new ClientError('UNREACHABLE', `${new URL(client.server).host} cannot be reached: ${reason}`);
    connection('broken', reason);
    await surroundings.sleep(pause, signal).catch(() => {
      throw stopped(signal);
    });
  }
}

interface Message {
  id: string | undefined;
  event: string;
  data: string;
  /** The id stood in this very message, not in one before. */
  own: boolean;
}

function eventOf({ id, event, data, own }: Message): StreamEvent {
  let json: unknown;
  try {
    json = JSON.parse(data);
  } catch {
    throw new ClientError('NOT_A_SEQUENCER', 'the server sends events that are none');
  }
  return { type: event, seq: own && id !== undefined ? Number(id) : undefined, data: json };
}

/** Messages of a stream; one without data only moves the id. Lines end in LF, CR or both (§9.2.5). */
export async function* messages(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Message> {
  const decoder = new TextDecoder();
  let rest = '';
  let message: Message = { id: undefined, event: 'message', data: '', own: false };
  for await (const chunk of chunks) {
    rest += decoder.decode(chunk, { stream: true });
    if (rest.length + message.data.length > MAX_MESSAGE)
      throw new ClientError('TOO_LARGE', 'an event is larger than it can be');
    // A CR at the end may be half of a line's end.
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop()!;
    for (const line of lines) {
      if (line !== '') {
        readLine(message, line);
        continue;
      }
      if (message.data !== '' || message.own) yield { ...message, data: message.data.replace(/\n$/, '') };
      message = { id: message.id, event: 'message', data: '', own: false };
    }
  }
}

function readLine(message: Message, line: string): void {
  const [, name, value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line)!;
  if (name === 'event') message.event = value;
  else if (name === 'data') message.data += `${value}\n`;
  else if (name === 'id' && /^\d{1,15}$/.test(value)) Object.assign(message, { id: value, own: true });
}
