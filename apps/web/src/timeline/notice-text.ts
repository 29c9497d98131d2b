/** Notices as sentences. */
import type { NoticeEntry } from './entries.ts'

const list = new Intl.ListFormat('en', { type: 'conjunction' })

interface NameOf {
  /** As a sentence begins with it. */
  readonly subject: (user: string) => string
  /** As it stands within a sentence. */
  readonly object: (user: string) => string
}

export const noticeText = ({ ev, by, users }: NoticeEntry, { subject, object }: NameOf): string => {
  const others = list.format(users.map(object))
  const alone = users.length === 1 && users[0] === by
  switch (ev) {
    case 'room.created':
      return `${subject(by)} started the conversation`
    case 'member.joined':
      return alone ? `${subject(by)} joined` : `${subject(by)} added ${others}`
    case 'member.left':
      return alone ? `${subject(by)} left` : `${subject(by)} removed ${others}`
    case 'role.changed':
      return `The group now belongs to ${others}`
  }
}
