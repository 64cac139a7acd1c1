/** What a contribution looks like: shape, colour and bubbles follow from its hash, the same for everybody. */

export interface Bead {
  /** Degrees on the OKLCH circle; lightness and chroma are the theme's. */
  readonly hue: number;
  /** Outline around the origin, within a circle of {@link BEAD_RADIUS}. */
  readonly outline: string;
  /** Lighter spots inside. */
  readonly bubbles: readonly { x: number; y: number; r: number }[];
}

/** Units of an outline. */
export const BEAD_RADIUS = 100;

const CORNERS = 12;

/** The bead of a hash; what has none is drawn from its name. */
export function beadOf(seed: string): Bead {
  const bytes = bytesOf(seed);
  const share = (index: number) => bytes[index]! / 255;
  // Two waves around a circle: soft, never twice the same, and far from a self-crossing.
  const first = { lobes: 2 + (bytes[2]! % 3), depth: 0.03 + 0.11 * share(3), phase: share(4) * 2 * Math.PI };
  const second = { lobes: 3 + (bytes[5]! % 3), depth: 0.07 * share(6), phase: share(7) * 2 * Math.PI };
  const points = Array.from({ length: CORNERS }, (_, index) => {
    const angle = (index / CORNERS) * 2 * Math.PI;
    const wave = (w: typeof first) => w.depth * (1 + Math.cos(w.lobes * angle + w.phase));
    const radius = BEAD_RADIUS * (1 - wave(first) - wave(second));
    return [radius * Math.cos(angle), radius * Math.sin(angle)] as const;
  });
  const count = 1 + (bytes[8]! % 3);
  const bubbles = Array.from({ length: count }, (_, index) => {
    const at = 9 + index * 3;
    const angle = share(at) * 2 * Math.PI;
    const away = 12 + 30 * share(at + 1);
    return {
      x: Math.round(away * Math.cos(angle)),
      y: Math.round(away * Math.sin(angle)),
      r: Math.round((26 - 5 * index) * (0.55 + 0.45 * share(at + 2))),
    };
  });
  return {
    hue: Math.round(((bytes[0]! * 256 + bytes[1]!) / 65_536) * 360),
    outline: closed(points),
    bubbles,
  };
}

/** A smooth closed curve through points: Catmull-Rom as cubic Béziers. */
function closed(points: readonly (readonly [number, number])[]): string {
  const at = (index: number) => points[(index + points.length) % points.length]!;
  const text = ([x, y]: readonly [number, number]) => `${Math.round(x)} ${Math.round(y)}`;
  const curves = points.map((from, index) => {
    const to = at(index + 1);
    const before = at(index - 1);
    const after = at(index + 2);
    const one = [from[0] + (to[0] - before[0]) / 6, from[1] + (to[1] - before[1]) / 6] as const;
    const two = [to[0] - (after[0] - from[0]) / 6, to[1] - (after[1] - from[1]) / 6] as const;
    return `C${text(one)} ${text(two)} ${text(to)}`;
  });
  return `M${text(at(0))}${curves.join('')}Z`;
}

const NEEDED = 18;

function bytesOf(seed: string): number[] {
  const hex = seed.replace(/^0x/, '');
  if (/^([0-9a-f]{2}){18,}$/i.test(hex))
    return Array.from({ length: NEEDED }, (_, index) =>
      Number.parseInt(hex.slice(index * 2, index * 2 + 2), 16),
    );
  // FNV-1a, once for every byte.
  return Array.from({ length: NEEDED }, (_, index) => {
    let hash = 0x811c9dc5 ^ index;
    for (const sign of seed) hash = Math.imul(hash ^ sign.codePointAt(0)!, 0x01000193);
    return (hash >>> 13) & 255;
  });
}
