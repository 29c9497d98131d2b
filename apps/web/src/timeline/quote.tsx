import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Room } from '@parley/client'
import { useEffect, useState } from 'react'
import { useName, useNames, useSelected } from '../chat/chat-context.ts'
import { usersIn } from '../mentions/mention-text.ts'
import { useHere } from './here.ts'
import { spokenText } from './message-tree.ts'

interface QuoteProps {
  readonly room: Room
  /** Of the message that is replied to. */
  readonly seq: number
}

/** A line of the message that another replies to, as that one is now. It leads there. */
export const Quote = ({ room, seq }: QuoteProps) => {
  const message = useSelected(room, (room) => room.message(seq))
  const isLooked = useLook(room, seq)
  const here = useHere()
  if (!message)
    return (
      <p className="quote">{isLooked ? t`The message that this replies to is not there.` : t`Loading the message…`}</p>
    )
  return (
    <button type="button" className="quote" onClick={() => here.goTo(seq)}>
      <span className="unseen">
        <Trans>In reply to</Trans>{' '}
      </span>
      <Said by={message.by} text={message.text} />
    </button>
  )
}

export const Said = ({ by, text }: { readonly by: string; readonly text: string }) => (
  <>
    <b dir="auto">{useName(by)}</b> <span dir="auto">{glance(spokenText(text, useNames(usersIn(text))))}</span>
  </>
)

/** More than fits a line, in characters. */
const most = 160

const glance = (text: string): string => (text.length > most ? `${text.slice(0, most).toWellFormed()}…` : text)

/** Whether it has been looked for. What is not loaded is fetched once; a fault is tried again with the next look. */
export const useLook = (room: Room, seq: number): boolean => {
  const [isLooked, setLooked] = useState(false)
  useEffect(() => {
    room.loadMessage(seq).then(
      () => setLooked(true),
      () => setLooked(true), // who scrolls on does not have to hear of it
    )
  }, [room, seq])
  return isLooked
}
