import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type Card, cardsOf } from '@parley/client/contacts'
import { useEffect, useState } from 'react'
import { useChat, useName, useSelected } from '../chat/chat-context.ts'
import { Fault } from '../fault.tsx'
import { useHost } from '../host/host.ts'
import { tame } from '../tame.ts'
import { useDeed } from '../use-deed.ts'
import { useSecondsLeft } from './deadline.ts'
import { cardText, leftText } from './party-text.ts'
import { useInvitations, useSent } from './use-parties.ts'
import { WayIn } from './way-in.tsx'

interface CardViewProps {
  /** Its id. */
  readonly card: string
  /** Where a message shows it: a card of another room is not for this one. */
  readonly room: string
}

/** An invitation to a game for all in the room, below the message that shows it; nothing where it is not for one. */
export const CardView = ({ card: id, room }: CardViewProps) => {
  const { parley } = useChat()
  const cards = cardsOf(parley)
  useEffect(() => cards.watch(id), [cards, id])
  const card = useSelected(cards, () => cards.get(id))
  return card?.room === room ? <Shown card={card} /> : null
}

interface CardProps {
  readonly card: Card
}

const Shown = ({ card }: CardProps) => {
  const { me } = useChat()
  const { from, game, platforms = [], accepted } = card
  const name = useName(from)
  // It says how long it had when it was read, also once it stands otherwise.
  const [first] = useState(card)
  const seconds = useSecondsLeft(first)
  const isOpen = card.state === 'open' && seconds > 0
  const what = game === undefined ? undefined : tame(game)
  return (
    <section className="card" aria-label={t`Invitation to a game`}>
      <p dir="auto">{from === me ? <OwnInvitation to={what} /> : <Invitation by={name} to={what} />}</p>
      <p className="hint" role="status">
        {cardText(card, seconds)}
        {isOpen && (
          <span aria-hidden="true">
            {' '}
            <Trans>· for another {leftText(seconds)}</Trans>
          </span>
        )}
        {platforms.length > 0 && ` · ${platforms.join(', ')}`}
      </p>
      {accepted && <WayIn secret={card.secret} launch={card.launch} />}
      {from === me ? isOpen && <TakeBack card={card} /> : !accepted && <Choices card={card} isOpen={isOpen} />}
    </section>
  )
}

const OwnInvitation = ({ to }: { readonly to: string | undefined }) =>
  to === undefined ? (
    <Trans>
      <b>You</b> invite all here to play
    </Trans>
  ) : (
    <Trans>
      <b>You</b> invite all here to play <bdi>{to}</bdi>
    </Trans>
  )

const Invitation = ({ by, to }: { readonly by: string; readonly to: string | undefined }) =>
  to === undefined ? (
    <Trans>
      <b>{by}</b> invites all here to play
    </Trans>
  ) : (
    <Trans>
      <b>{by}</b> invites all here to play <bdi>{to}</bdi>
    </Trans>
  )

const TakeBack = ({ card: { card } }: CardProps) => {
  const { parley } = useChat()
  const { run, busy, fault } = useDeed()
  return (
    <div className="choices">
      <button
        type="button"
        className="quiet"
        disabled={busy}
        onClick={() => run(() => parley.call('card.cancel', { card }))}
      >
        <Trans>Take back</Trans>
      </button>
      <Fault text={fault} />
    </div>
  )
}

/** Whoever comes too late may ask who sent it. */
const Choices = ({ card: { card, from, game, state }, isOpen }: CardProps & { readonly isOpen: boolean }) => {
  const { openParty } = useHost().beside
  const { parley } = useChat()
  const invitations = useInvitations()
  const isAsked = useSent().some((one) => one.kind === 'ask' && one.to === from)
  const { run, busy, fault } = useDeed()
  const accept = () =>
    run(async () => {
      const { party } = await cardsOf(parley).accept(card)
      if (party !== undefined) openParty()
    })
  return (
    <div className="choices">
      {isOpen && (
        <button type="button" className="primary" disabled={busy} onClick={() => void accept()}>
          <Trans>Play along</Trans>
        </button>
      )}
      {state === 'full' && (
        <button
          type="button"
          disabled={busy || isAsked}
          onClick={() => run(() => invitations.ask(from, game === undefined ? {} : { game }))}
        >
          {isAsked ? t`Asked to join` : t`Ask to join`}
        </button>
      )}
      <Fault text={fault} />
    </div>
  )
}
