/** What a tab shows in the browser's bar when somebody is elsewhere: a title and a coloured mark. */
import { useEffect } from 'react';

const PLAIN = 'data:,';

/** `mark`: a sign before the title; undefined: the page's own title and icon stay. */
export function useTabSign(mark: string | undefined, title: string): void {
  useEffect(() => {
    if (mark === undefined) return;
    const before = document.title;
    document.title = `${mark} ${title}`;
    const icon = document.querySelector<HTMLLinkElement>('link[rel~="icon"]');
    const was = icon?.getAttribute('href') ?? PLAIN;
    icon?.setAttribute('href', drawn(mark));
    return () => {
      document.title = before;
      icon?.setAttribute('href', was);
    };
  }, [mark, title]);
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
