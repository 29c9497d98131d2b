import { t } from '@lingui/core/macro'
import { presencesOf } from '@parley/client/presence'
import { useChat, useSelected } from '../chat/chat-context.ts'
import { Fault } from '../fault.tsx'
import { useHost } from '../host/host.ts'
import { useDeed } from '../use-deed.ts'
import { mayInvite } from './party-text.ts'
import { useInvitations, useParties, usePartyList, useSent } from './use-parties.ts'

/** What somebody says that they play may be the name of a game to people alone. */
const isGame = (name: string | undefined): name is string => /^[a-z0-9][a-z0-9._-]{0,63}$/.test(name ?? '')

interface PlayTogetherProps {
  /** Their id. */
  readonly user: string
  readonly name: string
}

/** Somebody is invited into one's party, or asked whether one may join them. */
export const PlayTogether = ({ user, name }: PlayTogetherProps) => {
  const { openParty } = useHost().beside
  const { me, parley } = useChat()
  const game = useSelected(presencesOf(parley), (presences) => presences.get(user)?.activity?.game)
  const parties = useParties()
  const invitations = useInvitations()
  const party = usePartyList().find((one) => mayInvite(one, me) && one.members.every((member) => member.user !== user))
  const waits = useSent().filter(({ to }) => to === user)
  const { run, busy, fault } = useDeed()
  const invite = () =>
    run(async () => {
      await invitations.send(user, { party: (party ?? (await parties.create())).party })
      openParty()
    })
  return (
    <section aria-label={t`Play together`}>
      <div className="choices">
        <button
          type="button"
          disabled={busy || waits.some(({ kind }) => kind === 'invite')}
          onClick={() => void invite()}
        >
          {waits.some(({ kind }) => kind === 'invite') ? t`Invited to play` : t`Invite to play`}
        </button>
        <button
          type="button"
          className="quiet"
          aria-label={t`Ask ${name} whether you may join them`}
          disabled={busy || waits.some(({ kind }) => kind === 'ask')}
          onClick={() => run(() => invitations.ask(user, isGame(game) ? { game } : {}))}
        >
          {waits.some(({ kind }) => kind === 'ask') ? t`Asked to join` : t`Ask to join`}
        </button>
      </div>
      <Fault text={fault} />
    </section>
  )
}
