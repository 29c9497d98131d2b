import type { Output } from '@parley/client'
import { isEvent } from '@parley/client'
import { useEffect, useState } from 'react'
import { useChat, useNames } from '../chat/chat-context.ts'
import { usersIn } from '../mentions/mention-text.ts'
import { spokenText } from '../timeline/message-tree.ts'

/** What fits two lines, in characters. */
const most = 120

/** What a message says now; nothing where it was taken back, or is not to be seen. */
export const textIn = ({ events, states }: Pick<Output<'room.history'>, 'events' | 'states'>): string | undefined => {
  const [event] = events
  if (!event || !('is' in event) || !isEvent(event, 'message.sent')) return undefined
  return states?.find(({ seq }) => seq === event.seq)?.edited?.text ?? event.is.text
}

/** The beginning of a message, in words, once somebody sees the place of it. */
export const useExcerpt = (room: string | undefined, message: number | undefined, isSeen: boolean): string => {
  const { parley } = useChat()
  const [text, setText] = useState('')
  const [isLooked, setLooked] = useState(false)
  const isWanted = isSeen && !isLooked
  useEffect(() => {
    if (!isWanted || room === undefined || message === undefined) return undefined
    let isOver = false
    parley.call('room.history', { room, after: message - 1, limit: 1 }).then(
      (page) => {
        if (isOver) return
        setText(textIn(page) ?? '')
        setLooked(true)
      },
      () => {}, // the line says what it is without it
    )
    return () => {
      isOver = true
    }
  }, [parley, room, message, isWanted])
  const begun = text.slice(0, 4 * most).toWellFormed()
  const spoken = spokenText(begun, useNames(usersIn(begun)))
  return spoken.length > most ? `${spoken.slice(0, most).toWellFormed()}…` : spoken
}
