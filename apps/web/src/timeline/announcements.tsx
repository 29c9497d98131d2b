import { Trans } from '@lingui/react/macro'
import type { Message, Room } from '@parley/client'
import { useState } from 'react'
import { useChat, useName, useNames, useSelected } from '../chat/chat-context.ts'
import { errorText } from '../error-text.ts'
import { usersIn } from '../mentions/mention-text.ts'
import { spokenText } from './message-tree.ts'

/** Of how many a screen reader may still be told, where many come at once. */
const most = 3

/** What is news in the open conversation, for those who hear the page. */
export const Announcements = ({ room }: { readonly room: Room }) => {
  const { me } = useChat()
  const newest = useSelected(room, ({ messages }) => messages).slice(-most)
  const [before] = useState(room.head)
  const isNews = ({ seq = 0, by }: Message) => seq > before && by !== me
  return (
    <div className="unseen">
      <div aria-live="polite">
        {newest.filter(isNews).map((message) => (
          <Said key={message.id} message={message} />
        ))}
      </div>
      <div role="alert">
        {newest.map(
          ({ id, text, error }) =>
            error && (
              <p key={id}>
                <Trans>
                  Not sent: <bdi>{spokenText(text)}</bdi>. {errorText(error)}
                </Trans>
              </p>
            ),
        )}
      </div>
    </div>
  )
}

const Said = ({ message: { by, text } }: { readonly message: Message }) => {
  const name = useName(by)
  const nameOf = useNames(usersIn(text))
  return (
    <p>
      <bdi>{name}</bdi>: <bdi>{spokenText(text, nameOf)}</bdi>
    </p>
  )
}
