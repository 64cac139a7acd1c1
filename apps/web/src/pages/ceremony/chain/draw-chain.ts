/** Draws the part of a chain that is in sight: thousands of beads are no elements, and cost nothing out of sight. */
import type { ThemeColours } from '../../../chart/theme-colours.ts';
import { BEAD_RADIUS, beadOf } from './bead.ts';
import { beadColours, bubbleOpacity } from './bead-colours.ts';
import { lineOf, placesOf, type Spot, spotOf, type Thread } from './thread.ts';

export interface Drawn {
  thread: Thread;
  /** Places on the whole thread. */
  places: number;
  /** Accepted contributions; place n is contribution n. */
  length: number;
  /** What lies behind the last contribution: nothing, the beacon, or a place where it will be. */
  end: 'none' | 'beacon' | 'planned';
  /** What a contribution is drawn from; undefined: not known yet. */
  seedAt(place: number): string | undefined;
}

/** What a bead takes of its place. */
export const BEAD_SHARE = 0.37;

const outlines = new Map<string, { path: Path2D; bead: ReturnType<typeof beadOf> }>();

function outlineOf(seed: string) {
  let known = outlines.get(seed);
  if (!known) {
    const bead = beadOf(seed);
    known = { path: new Path2D(bead.outline), bead };
    outlines.set(seed, known);
  }
  return known;
}

/** Draws the rows between two heights; the context's origin is the chain's. */
export function drawChain(
  context: CanvasRenderingContext2D,
  { thread, places, length, end, seedAt }: Drawn,
  colours: ThemeColours,
  top: number,
  bottom: number,
): void {
  const from = Math.max(0, Math.floor(top / thread.rowHeight) - 1);
  const to = Math.min(thread.rows, Math.ceil(bottom / thread.rowHeight) + 1);
  const radius = thread.pitch * BEAD_SHARE;
  const strung = Math.min(places, length + 1 + (end === 'beacon' ? 1 : 0));
  context.strokeStyle = colours.line;
  context.lineCap = 'round';
  for (let row = from; row < to; row++) {
    if (strung < places) {
      context.lineWidth = 2;
      context.setLineDash([2, 6]);
      context.stroke(new Path2D(lineOf(row, thread, places)));
      context.setLineDash([]);
    }
    context.lineWidth = 2.5;
    context.stroke(new Path2D(lineOf(row, thread, strung)));
  }
  for (let row = from; row < to; row++) {
    const inside = placesOf(row, thread, places);
    for (let place = inside.from; place < inside.to; place++) {
      const spot = spotOf(place, thread);
      if (place === 0) genesis(context, colours, spot, radius);
      else if (place <= length) contribution(context, colours, spot, radius, seedAt(place));
      else if (place === places - 1 && end !== 'none')
        beacon(context, colours, spot, radius, end === 'planned');
    }
  }
}

function contribution(
  context: CanvasRenderingContext2D,
  colours: ThemeColours,
  { x, y }: Spot,
  radius: number,
  seed: string | undefined,
): void {
  if (seed === undefined) {
    disc(context, { x, y }, radius * 0.72, colours.sunken, colours.line, 1);
    return;
  }
  const { path, bead } = outlineOf(seed);
  const { body, edge, bubble } = beadColours(bead.hue, colours.dark);
  context.save();
  context.translate(x, y);
  context.scale(radius / BEAD_RADIUS, radius / BEAD_RADIUS);
  context.fillStyle = body;
  context.fill(path);
  context.strokeStyle = edge;
  context.lineWidth = 9;
  context.stroke(path);
  context.fillStyle = bubble;
  for (const [index, { x, y, r }] of bead.bubbles.entries()) {
    context.globalAlpha = bubbleOpacity(index);
    context.beginPath();
    context.arc(x, y, r, 0, 2 * Math.PI);
    context.fill();
  }
  context.restore();
}

/** Where every chain begins: a ring around a seed. */
function genesis(context: CanvasRenderingContext2D, colours: ThemeColours, spot: Spot, radius: number): void {
  disc(context, spot, radius * 0.8, colours.card, colours.accent, 2.5);
  disc(context, spot, radius * 0.28, colours.accent);
}

/** Where it ends: a star, hollow as long as nobody knows its value. */
function beacon(
  context: CanvasRenderingContext2D,
  colours: ThemeColours,
  { x, y }: Spot,
  radius: number,
  planned: boolean,
): void {
  context.beginPath();
  for (let corner = 0; corner < 16; corner++) {
    const angle = (corner / 16) * 2 * Math.PI;
    const away = radius * (corner % 2 === 0 ? 1.05 : 0.58);
    context.lineTo(x + Math.cos(angle) * away, y + Math.sin(angle) * away);
  }
  context.closePath();
  context.fillStyle = planned ? colours.card : colours.warn;
  context.fill();
  context.strokeStyle = planned ? colours.soft : colours.warn;
  context.lineWidth = 2;
  context.lineJoin = 'round';
  context.setLineDash(planned ? [3, 4] : []);
  context.stroke();
  context.setLineDash([]);
}

function disc(
  context: CanvasRenderingContext2D,
  { x, y }: Spot,
  radius: number,
  fill: string,
  stroke?: string,
  width = 1,
): void {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = fill;
  context.fill();
  if (stroke === undefined) return;
  context.strokeStyle = stroke;
  context.lineWidth = width;
  context.stroke();
}
