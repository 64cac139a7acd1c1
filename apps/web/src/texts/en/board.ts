/** The pages of those who coordinate a ceremony while it runs. */
export const board = {
  coordinate: 'Coordinate',
  tabBoard: 'Board',
  signInTitle: 'Sign in to coordinate',
  signIn: 'These pages are for the coordinators of this ceremony.',
  signInButton: 'Sign in',
  notYoursTitle: 'You do not coordinate this ceremony',
  notYours:
    'You are signed in as {who}, and that account does not coordinate its project. Ask one of its coordinators for an invitation, or sign in with another account.',
  toCeremony: 'To the page of the ceremony',
} as const;
