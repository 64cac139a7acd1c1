/** Lines to be typed in a terminal; they break where there is no room. */
export function Command({ text }: { text: string }) {
  return (
    <pre dir="ltr" className="max-w-full rounded-md bg-sunken p-3 text-sm break-all whitespace-pre-wrap">
      <code>{text}</code>
    </pre>
  );
}
