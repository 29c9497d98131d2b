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
  moderation: { told: 'Moderators of a space have timed you out or taken you out', setting: 'Moderation' },
  system: { told: 'Something that was to happen later has failed', setting: 'What has failed' },
}

/** A later server may tell of more. */
export const wordsFor = (kind: string): Words =>
  Object.hasOwn(words, kind) ? (words[kind] as Words) : { told: 'Something new', setting: kind }

export const levels = [
  ['loud', 'May ring'],
  ['silent', 'Silently'],
  ['off', 'Not at all'],
] as const
