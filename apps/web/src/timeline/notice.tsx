import { useChat, useNames } from '../chat/chat-context.ts'
import type { NoticeEntry } from './entries.ts'
import { noticeText } from './notice-text.ts'
import { clockTime } from './times.ts'

export const Notice = ({ entry }: { readonly entry: NoticeEntry }) => {
  const { me } = useChat()
  const nameOf = useNames([entry.by, ...entry.users])
  const text = noticeText(entry, {
    subject: (user) => (user === me ? 'You' : nameOf(user)),
    object: (user) => (user === me ? 'you' : nameOf(user)),
  })
  return (
    <p className="notice">
      {text} <time dateTime={new Date(entry.at).toISOString()}>{clockTime(entry.at)}</time>
    </p>
  )
}
