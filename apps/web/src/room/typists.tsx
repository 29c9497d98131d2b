import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Room } from '@parley/client'
import { useEffect, useRef, useState } from 'react'
import { useNames, useSelected } from '../chat/chat-context.ts'

/** Names that a line has room for. */
const mostNamed = 2
/** In a lively conversation somebody types all the time: who hears the page is told so once in so long. */
const quietMs = 30_000

/** Who types, in a line that is always there, so that nothing moves when somebody begins. */
export const Typists = ({ room }: { readonly room: Room }) => {
  const typing = useSelected(room, ({ typing }) => typing)
  const nameOf = useNames(typing.slice(0, mostNamed))
  const [one, other] = typing.map(nameOf)
  const spoken = useSpoken(sentenceOf(typing.length, one, other))
  return (
    <div className="typists">
      <p>
        {typing.length > mostNamed && t`Several people are typing…`}
        {typing.length === 1 && (
          <Trans>
            <bdi>{one}</bdi> is typing…
          </Trans>
        )}
        {typing.length === mostNamed && (
          <Trans>
            <bdi>{one}</bdi> and <bdi>{other}</bdi> are typing…
          </Trans>
        )}
      </p>
      <p className="unseen" aria-live="polite">
        {spoken}
      </p>
    </div>
  )
}

const sentenceOf = (count: number, one = '', other = ''): string => {
  if (count === 0) return ''
  if (count > mostNamed) return t`Several people are typing`
  return count === 1 ? t`${one} is typing` : t`${one} and ${other} are typing`
}

/** What is said of it aloud: that somebody begins, and not who joins in, nor what follows soon. */
const useSpoken = (sentence: string): string => {
  const [spoken, setSpoken] = useState('')
  const isQuiet = useRef(false)
  useEffect(() => {
    if (sentence === '') return setSpoken('')
    if (spoken !== '' || isQuiet.current) return
    isQuiet.current = true
    setTimeout(() => {
      isQuiet.current = false
    }, quietMs)
    setSpoken(sentence)
  }, [sentence, spoken])
  return spoken
}
