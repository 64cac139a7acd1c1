/** The sound of a turn: two bells, made here and fetched from nowhere. */

let context: AudioContext | undefined;

/** Browsers let a page sound only after a click in it: called on one. */
export function allowSound(): void {
  context ??= new AudioContext();
  void context.resume();
}

/** Rings; nothing where sound was not allowed. */
export function chime(): void {
  if (!context) return;
  const begin = context.currentTime + 0.02;
  for (const [at, pitch] of [
    [0, 659.26],
    [0.22, 987.77],
    [0.44, 1318.5],
  ] as const)
    bell(context, begin + at, pitch);
}

function bell(audio: AudioContext, at: number, pitch: number): void {
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
