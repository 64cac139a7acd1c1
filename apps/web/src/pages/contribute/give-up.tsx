import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';

/** Gives a turn or a place away, after asking once: some of it cannot be had again. */
export function GiveUp({
  title,
  means,
  stay,
  onDone,
}: {
  title: string;
  /** What it costs. */
  means: string;
  stay: string;
  onDone: () => void;
}) {
  const [asked, setAsked] = useState(false);
  return (
    <div>
      <Button look="quiet" onClick={() => setAsked(true)}>
        {title}
      </Button>
      {asked && (
        <Dialog title={title} onClose={() => setAsked(false)}>
          <p className="max-w-prose">{means}</p>
          <div className="mt-4 flex flex-wrap gap-3">
            <Button onClick={() => setAsked(false)}>{stay}</Button>
            <Button
              look="danger"
              onClick={() => {
                setAsked(false);
                onDone();
              }}
            >
              {title}
            </Button>
          </div>
        </Dialog>
      )}
    </div>
  );
}
