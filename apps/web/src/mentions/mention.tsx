import type { Mentions } from '@parley/client'
import { splitMentions } from '@parley/markdown'
import { createContext, Fragment, type ReactNode, useContext } from 'react'
import { ChatContext, useName } from '../chat/chat-context.ts'
import { withEmoji } from '../spaces/shown-emoji.tsx'

/** Whom the message mentions that is drawn. */
export const MentionsContext = createContext<Mentions | undefined>(undefined)

/** A text with its mentions by name, and its emoji. Where nobody is known, as in a picture of a message, it is as it was written. */
export const withMentions = (text: string): ReactNode => {
  if (!/<@|@everyone|@here/.test(text)) return withEmoji(text)
  const pieces = splitMentions(text)
  return pieces.map((piece, place) => {
    const key = `${place}`
    if (piece.user) return <ByName key={key} user={piece.user} token={piece.text} />
    return piece.all ? (
      <Everybody key={key} word={piece.text} />
    ) : (
      <Fragment key={key}>{withEmoji(piece.text)}</Fragment>
    )
  })
}

const ByName = ({ user, token }: { readonly user: string; readonly token: string }) =>
  useContext(ChatContext) ? <Mentioned user={user} /> : token

/** Mine stands out. Whom the message names and does not mention, as they are not there, is a name and no more. */
const Mentioned = ({ user }: { readonly user: string }) => {
  const mentions = useContext(MentionsContext)
  const me = useContext(ChatContext)?.me
  const isMentioned = mentions?.users.includes(user) ?? false
  return (
    <Name kind={isMentioned ? (user === me ? 'mention mine' : 'mention') : undefined}>
      @<bdi>{useName(user)}</bdi>
    </Name>
  )
}

const Everybody = ({ word }: { readonly word: string }) => (
  <Name kind={useContext(MentionsContext)?.all ? 'mention mine' : undefined}>{word}</Name>
)

const Name = ({ kind, children }: { readonly kind: string | undefined; readonly children: ReactNode }) =>
  kind ? <span className={kind}>{children}</span> : children
