import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Parley } from '@parley/client'
import { useEffect, useState } from 'react'
import { useChat, useParley } from './chat-context.ts'

/** Always in view: whether what one sees is what there is. */
export const Connection = () => {
  const state = useParley(shownState)
  const retryAt = useParley(retrySecond)
  const seconds = useSecondsUntil(retryAt)
  return (
    <div className={`connection ${state}`} role="status" aria-label={t`Connection`}>
      <span className="dot" aria-hidden="true" />
      {/* Another state is another element: a browser that translates the page has put its own text in the place of this one. */}
      <span key={state}>{words[state]}</span>
      {/* Not announced: a screen reader would count the seconds aloud. */}
      {seconds !== undefined && (
        <span key={seconds} aria-hidden="true">
          <Trans>, next try in {seconds} s</Trans>
        </span>
      )}
      {state === 'waiting' && <TryNow />}
    </div>
  )
}

/** Who knows that the network is back does not have to wait. */
const TryNow = () => {
  const { parley } = useChat()
  return (
    <button type="button" className="quiet try-now" onClick={() => parley.wake()}>
      <Trans>Try now</Trans>
    </button>
  )
}

/** Where chat is slow or down it has yet to say what there is. */
const shownState = ({ state, trouble }: Parley) => (state === 'online' && trouble ? 'connecting' : state)

/** Two clocks tell when that is: they agree to some milliseconds, so that it is the same only as a whole second. */
const retrySecond = ({ retryAt }: Parley): number | undefined =>
  retryAt === undefined ? undefined : Math.round(retryAt / 1_000) * 1_000

const words = { connecting: t`Connecting…`, online: t`Online`, waiting: t`Offline`, ended: t`Session ended` } as const

const useSecondsUntil = (at: number | undefined): number | undefined => {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    if (at === undefined) return undefined
    setNow(Date.now())
    const timer = setInterval(() => setNow(Date.now()), 500)
    return () => clearInterval(timer)
  }, [at])
  return at === undefined ? undefined : Math.max(0, Math.ceil((at - now) / 1000))
}
