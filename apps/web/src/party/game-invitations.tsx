import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Invitation } from '@parley/client/contacts'
import { useState } from 'react'
import { apart, inPieces } from '../apart.tsx'
import { useChat, useName } from '../chat/chat-context.ts'
import { Fault } from '../fault.tsx'
import { useHost } from '../host/host.ts'
import { tame } from '../tame.ts'
import { useDeed } from '../use-deed.ts'
import { useSecondsLeft } from './deadline.ts'
import { leftText, saysAloud } from './party-text.ts'
import { useParties, useReceived } from './use-parties.ts'
import { WayIn } from './way-in.tsx'

interface Accepted {
  readonly invitation: Invitation
  /** What lets one join. */
  readonly secret: string | undefined
}

/** Invitations to a game that wait for one's answer, wherever one is; and what comes of those that one accepts here. */
export const GameInvitations = () => {
  const received = useReceived()
  const [accepted, setAccepted] = useState<readonly Accepted[]>([])
  const forget = (one: Accepted) => setAccepted((all) => all.filter((other) => other !== one))
  const isAccepted = ({ invitation }: Invitation) => accepted.some((one) => one.invitation.invitation === invitation)
  const open = received.filter((one) => !isAccepted(one))
  if (open.length + accepted.length === 0) return null
  return (
    <section className="game-invitations" aria-label={t`Invitations to a game`}>
      <ul>
        {accepted.map((one) => (
          <Way key={one.invitation.invitation} accepted={one} onDone={() => forget(one)} />
        ))}
        {open.map((one) => (
          <Card key={one.invitation} invitation={one} onAccepted={(way) => setAccepted((all) => [...all, way])} />
        ))}
      </ul>
    </section>
  )
}

interface CardProps {
  readonly invitation: Invitation
  /** Told where there is something to show. */
  readonly onAccepted: (accepted: Accepted) => void
}

const Card = ({ invitation, onAccepted }: CardProps) => {
  const { openParty } = useHost().beside
  const { parley } = useChat()
  const parties = useParties()
  const { kind, from, game, platforms = [], launch } = invitation
  const name = useName(from)
  const seconds = useSecondsLeft(invitation)
  const { run, busy, fault } = useDeed()
  const own = kind === 'ask' ? parties.of(game) : undefined
  const id = { invitation: invitation.invitation }
  const accept = () =>
    run(async () => {
      const { secret, party } = await parley.call('invitation.accept', {
        ...id,
        ...(own ? { party: own.party } : {}),
      })
      if (party !== undefined) openParty()
      if (secret !== undefined || launch !== undefined) onAccepted({ invitation, secret })
    })
  return (
    <li className="game-invitation">
      <div role="alert">
        <p dir="auto">
          <b>{name}</b> {inPieces(askedText(kind, game))}
        </p>
        <p className="hint">
          <span className="unseen">
            <Trans>For {saysAloud(seconds)}</Trans>
          </span>
          <span aria-hidden="true">
            <Trans>For another {leftText(seconds)}</Trans>
          </span>
          {platforms.length > 0 && ` · ${platforms.join(', ')}`}
        </p>
      </div>
      <div className="choices">
        <button
          type="button"
          className="primary"
          aria-label={t`Accept what ${name} asks`}
          disabled={busy || seconds === 0}
          onClick={() => void accept()}
        >
          <Trans>Accept</Trans>
        </button>
        <button
          type="button"
          className="quiet"
          aria-label={t`Decline what ${name} asks`}
          disabled={busy}
          onClick={() => run(() => parley.call('invitation.decline', id))}
        >
          <Trans>Decline</Trans>
        </button>
      </div>
      <Fault text={fault} />
    </li>
  )
}

interface WayProps {
  readonly accepted: Accepted
  readonly onDone: () => void
}

/** How one joins; shown once, to who has accepted. */
const Way = ({ accepted: { invitation, secret }, onDone }: WayProps) => {
  const name = useName(invitation.from)
  return (
    <li className="game-invitation">
      <div role="status">
        <p dir="auto">
          <Trans>
            You play with <b>{name}</b>
          </Trans>
        </p>
        <WayIn secret={invitation.kind === 'invite' ? secret : undefined} launch={invitation.launch} />
      </div>
      <button type="button" className="quiet" onClick={onDone}>
        <Trans>Done</Trans>
      </button>
    </li>
  )
}

/** What somebody wants, behind their name. */
const askedText = (kind: string, game: string | undefined): string => {
  if (kind === 'ask') return game ? t`asks to join you in ${apart(tame(game))}` : t`asks to join you`
  return game === undefined ? t`invites you to play` : t`invites you to play ${apart(tame(game))}`
}
