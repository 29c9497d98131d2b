/** What one is told, in words. */

interface Words {
  /** Behind who did it, or by itself. */
  readonly told: string
  /** In the settings. */
  readonly setting: string
}

const words: Readonly<Record<string, Words>> = {
  mention: { told: 'mentioned you', setting: 'Mentions' },
  reply: { told: 'replied to you', setting: 'Replies' },
  direct: { told: 'wrote to you', setting: 'Direct messages' },
  reminder: { told: 'A reminder has rung', setting: 'Reminders' },
  request: { told: 'asks to be your contact', setting: 'Contact requests' },
  contact: { told: 'is your contact now', setting: 'Requests that were accepted' },
  room: { told: 'invites you into a group', setting: 'Invitations to groups' },
  invitation: { told: 'invites you to play', setting: 'Invitations to a game' },
  ask: { told: 'asks to join you', setting: 'Who asks to join you' },
  party: { told: 'invites you into a party', setting: 'Invitations to a party' },
  party_request: { told: 'asks to come into your party', setting: 'Who asks to come into your party' },
  moderation: { told: 'Moderators of a space have timed you out or taken you out', setting: 'Moderation' },
  system: { told: 'Something that was to happen later has failed', setting: 'What has failed' },
}

/** Of a server that tells of more, or of less, than this page knows. */
export const wordsFor = (kind: string): Words =>
  Object.hasOwn(words, kind) ? (words[kind] as Words) : { told: 'Something new', setting: kind }

export const levels = [
  ['loud', 'May ring'],
  ['silent', 'Silently'],
  ['off', 'Not at all'],
] as const
