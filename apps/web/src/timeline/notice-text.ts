/** Notices as sentences. */
import { apart } from '../apart.tsx'
import { keepText } from '../group/keeping-text.ts'
import { pauseText } from '../group/pauses.ts'
import { themeText } from '../group/themes.ts'
import { tame } from '../tame.ts'
import type { NoticeBody, NoticeEntry } from './entries.ts'

const list = new Intl.ListFormat('en', { type: 'conjunction' })

interface NameOf {
  /** As a sentence begins with it. */
  readonly subject: (user: string) => string
  /** As it stands within a sentence. */
  readonly object: (user: string) => string
}

/** What it is called in which something happened. */
export type NoticePlace = 'group' | 'room'

export const noticeText = (
  { ev, by, users, is }: NoticeEntry,
  { subject, object }: NameOf,
  place: NoticePlace,
): string => {
  const others = list.format(users.map(object))
  const alone = users.length === 1 && users[0] === by
  switch (ev) {
    case 'room.created':
      return `${subject(by)} started the ${begunText(is, place)}`
    case 'member.joined':
      return alone ? `${subject(by)} joined` : `${subject(by)} added ${others}`
    case 'member.left':
      return alone ? `${subject(by)} left` : `${subject(by)} removed ${others}`
    case 'role.changed':
      return alone ? ownRoleText(is, subject(by)) : roleText(is, subject(by), others)
    case 'room.changed':
      return changeText(is, subject(by), place)
  }
}

const begunText = ({ kind }: NoticeBody, place: NoticePlace): string => {
  if (kind === 'thread') return 'thread'
  return place === 'room' ? 'room' : 'conversation'
}

const roleText = ({ role }: NoticeBody, by: string, others: string): string => {
  if (role === 'owner') return `The group now belongs to ${others}`
  return role === 'admin' ? `${by} made ${others} an admin` : `${by} took the rights of an admin from ${others}`
}

/** Who hands a group over is an admin afterwards, and who leaves the admins a member. */
const ownRoleText = ({ role }: NoticeBody, by: string): string =>
  role === 'admin' ? `${by} handed the group over` : `${by} stepped down as an admin`

const changeText = ({ name, topic, ...set }: NoticeBody, by: string, place: NoticePlace): string => {
  const changed = [
    ...(name === undefined ? [] : [`called the ${place} “${apart(tame(name))}”`]),
    ...(topic === undefined
      ? []
      : [topic === '' ? 'removed the topic' : `changed the topic to “${apart(tame(topic))}”`]),
    ...settingTexts(set),
  ]
  return `${by} ${changed.length > 0 ? list.format(changed) : 'changed the settings'}`
}

const settingTexts = ({ posting, mention_all, slow_seconds, theme, newcomers, ...kept }: NoticeBody): string[] => [
  ...keepTexts(kept),
  ...(newcomers === undefined
    ? []
    : [
        newcomers === 'all'
          ? 'let newcomers see earlier messages'
          : 'let newcomers see only what comes after they join',
      ]),
  ...(posting === undefined
    ? []
    : [posting === 'admins' ? 'let only the owner and admins post' : 'let everybody post']),
  ...(mention_all === undefined
    ? []
    : [`let ${mention_all === 'admins' ? 'only the owner and admins' : 'everybody'} mention everybody`]),
  ...(slow_seconds === undefined ? [] : [slowText(slow_seconds)]),
  ...(theme === undefined ? [] : [`changed the theme to ${tame(themeText(theme))}`]),
]

const keepTexts = ({ keep_hours, keep_pins, keep_threads }: NoticeBody): string[] => [
  ...(keep_hours === undefined
    ? []
    : [keep_hours === 0 ? 'let messages be kept for good' : `let messages be kept for ${keepText(keep_hours)}`]),
  ...(keep_pins === undefined ? [] : [`let pinned messages ${keep_pins ? 'stay' : 'go with the others'}`]),
  ...(keep_threads === undefined ? [] : [`let messages in threads ${keep_threads ? 'stay' : 'go with the others'}`]),
]

const slowText = (seconds: number): string =>
  seconds === 0 ? 'turned slow mode off' : `set slow mode to a message every ${pauseText(seconds)}`
