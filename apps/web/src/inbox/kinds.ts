/** What one is told, in words. */
import { t } from '@lingui/core/macro'

interface Words {
  /** Behind who did it, or by itself. */
  readonly told: string
  /** In the settings. */
  readonly setting: string
}

const words: Readonly<Record<string, Words>> = {
  mention: { told: t`mentioned you`, setting: t`Mentions` },
  reply: { told: t`replied to you`, setting: t`Replies` },
  direct: { told: t`wrote to you`, setting: t`Direct messages` },
  reminder: { told: t`A reminder has rung`, setting: t`Reminders` },
  request: { told: t`asks to be your contact`, setting: t`Contact requests` },
  contact: { told: t`is your contact now`, setting: t`Requests that were accepted` },
  room: { told: t`invites you into a group`, setting: t`Invitations to groups` },
  invitation: { told: t`invites you to play`, setting: t`Invitations to a game` },
  ask: { told: t`asks to join you`, setting: t`Who asks to join you` },
  party: { told: t`invites you into a party`, setting: t`Invitations to a party` },
  party_request: { told: t`asks to come into your party`, setting: t`Who asks to come into your party` },
  moderation: { told: 'Moderators of a space have timed you out or taken you out', setting: 'Moderation' },
  system: { told: t`Something that was to happen later has failed`, setting: t`What has failed` },
}

/** Of a server that tells of more, or of less, than this page knows. */
export const wordsFor = (kind: string): Words =>
  Object.hasOwn(words, kind) ? (words[kind] as Words) : { told: t`Something new`, setting: kind }

export const levels = [
  ['loud', t`May ring`],
  ['silent', t`Silently`],
  ['off', t`Not at all`],
] as const
