import { Trans } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { useName } from './chat/chat-context.ts'
import { tame } from './tame.ts'
import { fullTime } from './timeline/times.ts'

/** Why something was done, as who did it says. */
export const Reason = ({ text }: { readonly text: string }) => (
  <p>
    <Trans>
      “<bdi>{tame(text)}</bdi>”
    </Trans>
  </p>
)

interface DeedLineProps {
  /** Who has done it: their id. Not given: `otherwise`. */
  readonly by: string | undefined
  readonly otherwise: string
  readonly did: string
  /** To whom: their id. */
  readonly whom: string | undefined
  readonly reason: string | undefined
  /** What else is to be said, empty where there is nothing. */
  readonly change: string | undefined
  readonly at: number
  /** With what, and where. */
  readonly children?: ReactNode
}

/** A line of a log: who has done what to whom, why, and when. */
export const DeedLine = ({ by, otherwise, did, whom, reason, change, at, children }: DeedLineProps) => (
  <li>
    <p>
      <b dir="auto">{by ? <Name user={by} /> : otherwise}</b> {did}
      {whom && (
        <>
          : <Name user={whom} />
        </>
      )}
      {children}
    </p>
    {reason && <Reason text={reason} />}
    {change && (
      <p className="hint" dir="auto">
        {tame(change)}
      </p>
    )}
    <time className="hint" dateTime={new Date(at).toISOString()}>
      {fullTime(at)}
    </time>
  </li>
)

const Name = ({ user }: { readonly user: string }) => useName(user)
