/** A text of somebody's: paragraphs, and nothing that a browser would read as more. */
export function PlainText({ text }: { text: string }) {
  return (
    <div className="flex max-w-prose flex-col gap-3">
      {text.split(/\n{2,}/).map((paragraph, index) => (
        <p key={index} dir="auto" className="whitespace-pre-line">
          {paragraph}
        </p>
      ))}
    </div>
  );
}
