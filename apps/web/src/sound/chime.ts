/** Bells that call somebody, made here and fetched from nowhere. */

/** Bells by the seconds after which each rings, and their pitch in hertz. */
type Bells = readonly (readonly [at: number, pitch: number])[];

/** For somebody whose turn it is. */
export const TURN: Bells = [
  [0, 659.26],
  [0.22, 987.77],
  [0.44, 1318.5],
];

/** For a coordinator whom something needs. */
export const ALARM: Bells = [
  [0, 659.26],
  [0.25, 880],
];

let context: AudioContext | undefined;

/** Browsers let a page sound only after somebody has touched it: called on a click. */
export function allowSound(): AudioContext {
  context ??= new AudioContext();
  void context.resume();
  return context;
}

/** Rings as soon as the browser lets it. */
export function chime(bells: Bells): void {
  const audio = allowSound();
  const begin = audio.currentTime + 0.02;
  for (const [at, pitch] of bells) ring(audio, begin + at, pitch);
}

function ring(audio: AudioContext, at: number, pitch: number): void {
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  tone.frequency.value = pitch;
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(0.25, at + 0.01);
  volume.gain.exponentialRampToValueAtTime(0.001, at + 1.4);
  tone.connect(volume).connect(audio.destination);
  tone.start(at);
  tone.stop(at + 1.5);
}
