import { type Ref, useRef } from 'react'
import { presenceText, stateWord } from './presence-text.ts'
import { usePresence } from './use-presence.ts'

interface DotProps {
  /** As presence has it; nothing while it is not known. */
  readonly state: string | undefined
  /** Read aloud before the name. Not given: it stands in words beside it. */
  readonly word?: string | undefined
  readonly place?: Ref<HTMLSpanElement>
}

/** At the edge of an avatar. Each state has a form of its own, beside its colour. */
export const Dot = ({ state, word, place }: DotProps) => {
  const isShown = state !== undefined && stateWord(state) !== undefined
  return (
    <span ref={place} className={isShown ? `presence ${state}` : 'presence'}>
      {isShown && word && <span className="unseen">{word}, </span>}
    </span>
  )
}

interface OfPersonProps {
  /** Their id. */
  readonly user: string
}

export const PresenceDot = ({ user }: OfPersonProps) => {
  const place = useRef<HTMLSpanElement>(null)
  const state = usePresence(user, place)?.state
  return <Dot place={place} state={state} word={state && stateWord(state)} />
}

/** The same in a line of words, with what they say and do. */
export const PresenceLine = ({ user }: OfPersonProps) => {
  const place = useRef<HTMLParagraphElement>(null)
  const presence = usePresence(user, place)
  return (
    <p ref={place} className="topic presence-line" dir="auto">
      {presence && presenceText(presence)}
    </p>
  )
}
