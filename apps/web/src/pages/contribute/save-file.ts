import { saveBlob } from '../../ui/save-blob.ts';

/** Hands a text over as a file. */
export const saveFile = (name: string, text: string, type = 'application/json'): void =>
  saveBlob(name, new Blob([text], { type }));
