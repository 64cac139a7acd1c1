/** What a tab shows in the browser's bar when somebody is elsewhere: where they stand, and a coloured mark. */
import { useEffect } from 'react';

const PLAIN = 'data:,';

/** The title while somebody is at one place of the way; undefined: the page's own stays. */
export function useTabTitle(title: string | undefined): void {
  useEffect(() => {
    if (title === undefined) return;
    const before = document.title;
    document.title = title;
    return () => {
      // Another page may have named the tab already.
      if (document.title === title) document.title = before;
    };
  }, [title]);
}

/** `mark`: a sign in place of the page's icon; undefined: that stays. */
export function useTabSign(mark: string | undefined): void {
  useEffect(() => {
    if (mark === undefined) return;
    const icon = document.querySelector<HTMLLinkElement>('link[rel~="icon"]');
    const was = icon?.getAttribute('href') ?? PLAIN;
    icon?.setAttribute('href', drawn(mark));
    return () => {
      icon?.setAttribute('href', was);
    };
  }, [mark]);
}

/** A disc with the sign on it. */
function drawn(mark: string): string {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 64;
  const pen = canvas.getContext('2d');
  if (!pen) return PLAIN;
  // The palette's light-dark() is no colour to a canvas; what an element has is.
  const probe = document.createElement('i');
  probe.className = 'text-accent';
  document.body.append(probe);
  pen.fillStyle = getComputedStyle(probe).color;
  probe.remove();
  pen.beginPath();
  pen.arc(32, 32, 30, 0, 2 * Math.PI);
  pen.fill();
  pen.fillStyle = '#fff';
  pen.font = 'bold 40px system-ui, sans-serif';
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.fillText(mark, 32, 35);
  return canvas.toDataURL('image/png');
}
