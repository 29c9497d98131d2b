import { t } from '@lingui/core/macro'
import { presencesOf } from '@parley/client/presence'
import { useEffect, useRef } from 'react'
import { useChat } from '../chat/chat-context.ts'
import { watchIdle } from './idle.ts'
import { useOwnChoice, useOwnLoaded } from './own.ts'
import { Dot } from './presence-dot.tsx'
import { stateWord } from './presence-text.ts'
import { usePresence } from './use-presence.ts'

/** How one is seen oneself; who is invisible sees that of themselves. It is always there, and so tells as well whether somebody sits here. */
export const OwnDot = () => {
  const { me } = useChat()
  const place = useRef<HTMLSpanElement>(null)
  const state = usePresence(me, place)?.state
  const choice = useOwnChoice()
  useOwnLoaded()
  useIdleTold()
  if (choice?.state === 'invisible') return <Dot place={place} state="offline" word={t`Invisible`} />
  return <Dot place={place} state={choice && state} word={state && stateWord(state)} />
}

const useIdleTold = (): void => {
  const { parley } = useChat()
  useEffect(() => {
    const presences = presencesOf(parley)
    return watchIdle((isIdle) => presences.setIdle(isIdle), window)
  }, [parley])
}
