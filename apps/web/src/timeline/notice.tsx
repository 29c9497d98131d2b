import { t } from '@lingui/core/macro'
import { apart, inPieces } from '../apart.tsx'
import { useChat, useNames } from '../chat/chat-context.ts'
import { useSpace } from '../spaces/space-context.ts'
import type { NoticeEntry } from './entries.ts'
import { noticeText } from './notice-text.ts'
import { clockTime } from './times.ts'

export const Notice = ({ entry }: { readonly entry: NoticeEntry }) => {
  const { me } = useChat()
  const isInSpace = useSpace() !== undefined
  const nameOf = useNames([entry.by, ...entry.users])
  const names = {
    subject: (user: string) => (user === me ? t`You` : apart(nameOf(user))),
    isMe: (user: string) => user === me,
    object: (user: string) => (user === me ? 'you' : apart(nameOf(user))),
  }
  const text = noticeText(entry, names, isInSpace ? 'room' : 'group')
  return (
    <p className="notice">
      {inPieces(text)} <time dateTime={new Date(entry.at).toISOString()}>{clockTime(entry.at)}</time>
    </p>
  )
}
