/** The project behind a ceremony, and what other sites show of it. */
export const brand = {
  homepage: 'Go to {host}',
  share: 'On your site',
  shareShow: 'Show this ceremony elsewhere: a badge, or a frame that is live',
  embedSays: 'Other sites can show this ceremony, live. Neither of these sets a cookie or asks for anything.',
  badge: 'Badge: {title}',
  copyBadge: 'Copy for a README',
  embedLook: 'See it by itself',
  copyFrame: 'Copy for a page',
} as const;
