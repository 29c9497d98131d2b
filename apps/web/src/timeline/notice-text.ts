/** Notices as sentences. */
import { t } from '@lingui/core/macro'
import { apart } from '../apart.tsx'
import { keepText } from '../group/keeping-text.ts'
import { pauseText } from '../group/pauses.ts'
import { themeText } from '../group/themes.ts'
import { allOf } from '../language/formats.ts'
import { tame } from '../tame.ts'
import type { NoticeBody, NoticeEntry } from './entries.ts'

interface NameOf {
  /** As a sentence begins with it. */
  readonly subject: (user: string) => string
  /** As it stands within a sentence. */
  readonly object: (user: string) => string
  readonly isMe?: (user: string) => boolean
}

/** What it is called in which something happened. */
export type NoticePlace = 'group' | 'room'

export const noticeText = (
  { ev, by, users, is }: NoticeEntry,
  { subject, object, isMe }: NameOf,
  place: NoticePlace,
): string => {
  const others = allOf(users.map(object))
  const alone = users.length === 1 && users[0] === by
  /** A language may have other forms for oneself. */
  const did = (deed: string) => (by !== undefined && isMe?.(by) ? t`You ${deed}` : t`${subject(by)} ${deed}`)
  switch (ev) {
    case 'room.created':
      return did(begunText(is, place))
    case 'member.joined':
      return did(alone ? t`joined` : t`added ${others}`)
    case 'member.left':
      return did(alone ? t`left` : t`removed ${others}`)
    case 'role.changed':
      if (alone) return did(ownRoleText(is))
      return is.role === 'owner' ? t`The group now belongs to ${others}` : did(roleText(is, others))
    case 'room.changed':
      return did(changeText(is, place))
  }
}

const begunText = ({ kind }: NoticeBody, place: NoticePlace): string => {
  if (kind === 'thread') return t`started the thread`
  return place === 'room' ? t`started the room` : t`started the conversation`
}

const roleText = ({ role }: NoticeBody, others: string): string =>
  role === 'admin' ? t`made ${others} an admin` : t`took the rights of an admin from ${others}`

/** Who hands a group over is an admin afterwards, and who leaves the admins a member. */
const ownRoleText = ({ role }: NoticeBody): string =>
  role === 'admin' ? t`handed the group over` : t`stepped down as an admin`

const changeText = ({ name, topic, ...set }: NoticeBody, place: NoticePlace): string => {
  const changed = [
    ...(name === undefined ? [] : [calledText(apart(tame(name)), place)]),
    ...(topic === undefined
      ? []
      : [topic === '' ? t`removed the topic` : t`changed the topic to “${apart(tame(topic))}”`]),
    ...settingTexts(set),
  ]
  return changed.length > 0 ? allOf(changed) : t`changed the settings`
}

const calledText = (name: string, place: NoticePlace): string =>
  place === 'room' ? t`called the room “${name}”` : t`called the group “${name}”`

const settingTexts = ({ posting, mention_all, slow_seconds, theme, newcomers, ...kept }: NoticeBody): string[] => [
  ...keepTexts(kept),
  ...(newcomers === undefined
    ? []
    : [
        newcomers === 'all'
          ? t`let newcomers see earlier messages`
          : t`let newcomers see only what comes after they join`,
      ]),
  ...(posting === undefined
    ? []
    : [posting === 'admins' ? t`let only the owner and admins post` : t`let everybody post`]),
  ...(mention_all === undefined
    ? []
    : [
        mention_all === 'admins'
          ? t`let only the owner and admins mention everybody`
          : t`let everybody mention everybody`,
      ]),
  ...(slow_seconds === undefined ? [] : [slowText(slow_seconds)]),
  ...(theme === undefined ? [] : [t`changed the theme to ${tame(themeText(theme))}`]),
]

const keepTexts = ({ keep_hours, keep_pins, keep_threads }: NoticeBody): string[] => [
  ...(keep_hours === undefined
    ? []
    : [keep_hours === 0 ? t`let messages be kept for good` : t`let messages be kept for ${keepText(keep_hours)}`]),
  ...(keep_pins === undefined
    ? []
    : [keep_pins ? t`let pinned messages stay` : t`let pinned messages go with the others`]),
  ...(keep_threads === undefined
    ? []
    : [keep_threads ? t`let messages in threads stay` : t`let messages in threads go with the others`]),
]

const slowText = (seconds: number): string =>
  seconds === 0 ? t`turned slow mode off` : t`set slow mode to a message every ${pauseText(seconds)}`
