/** Gives somebody a file that was made in the page. */
export function saveBlob(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // Not at once: some browsers begin reading later.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
