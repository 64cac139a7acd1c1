/** What a browser is worth for a ceremony, found out before any effort. Seconds, bytes and bytes a second. */

export interface Measured {
  /** The kernel that computes here, and the same in words. */
  kernel: string;
  words: string;
  /** What a person should hear of before a long computation. */
  warning: string | undefined;
  cores: number;
  /** Points that are checked and multiplied in a second, on all cores. */
  pointsPerSecond: number;
  /** Bytes a second from the server; undefined: there was too little to fetch. */
  download: number | undefined;
  /** Room in this browser; undefined where it does not say. */
  room: number | undefined;
  /** What this ceremony will need of it. */
  roomNeeded: number;
  estimate: Estimate;
}

/** What a turn will take here, as far as that can be told. */
export interface Estimate {
  downloadBytes: number;
  uploadBytes: number;
  /** Undefined where the speed is not known. */
  downloadSeconds: number | undefined;
  computeSeconds: number;
  /** With the same speed as the download: nobody uploads for a measurement. */
  uploadSeconds: number | undefined;
  seconds: number;
}

export type MeasureProgress = 'starting' | 'computing' | 'transferring';
