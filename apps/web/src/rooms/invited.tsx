import { plural, t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Output, Parley } from '@parley/client'
import { useChat, useName } from '../chat/chat-context.ts'
import { Fault } from '../fault.tsx'
import { useHost } from '../host/host.ts'
import { Avatar } from '../people/avatar.tsx'
import { roomAddress } from '../route.ts'
import { tame } from '../tame.ts'
import { useList } from '../timed/use-list.ts'
import { useDeed } from '../use-deed.ts'

type Invited = Output<'invite.received'>['invites'][number]

/** Whatever makes it another list: also that one came in elsewhere, or blocks who invited one. */
const reasons = ['room.invited', 'room.declined', 'room.joined', 'block.'] as const

const load = (parley: Parley): Promise<readonly Invited[]> =>
  parley.call('invite.received', {}).then(
    ({ invites }) => invites,
    () => [], // a server of the release before does not know it
  )

/** Groups that somebody wanted to add one to, who is asked first. */
export const InvitedRooms = () => {
  const { items = [] } = useList(reasons, load)
  if (items.length === 0) return null
  return (
    <section className="invited" aria-label={t`Invitations to groups`}>
      <h3>
        <Trans>Invitations</Trans>
      </h3>
      <ul>
        {items.map((one) => (
          <Line key={one.room} invited={one} />
        ))}
      </ul>
    </section>
  )
}

const Line = ({ invited: { room, name, by, code, member_count } }: { readonly invited: Invited }) => {
  const { goTo } = useHost().route
  const { parley } = useChat()
  const inviter = useName(by)
  const { run, busy, fault } = useDeed()
  const title = tame(name)
  const accept = () =>
    run(async () => {
      await parley.acceptInvite(code)
      goTo(roomAddress(room))
    })
  return (
    <li>
      <Avatar id={room} name={title} />
      <span className="what">
        <b dir="auto">{title}</b>
        <span className="hint" dir="auto">
          <Trans>
            <bdi>{inviter}</bdi> invites you
          </Trans>{' '}
          · {plural(member_count, { one: '# member', other: '# members' })}
        </span>
      </span>
      <span className="choices">
        <button
          type="button"
          className="primary"
          aria-label={t`Join ${title}`}
          disabled={busy}
          onClick={() => void accept()}
        >
          <Trans>Join</Trans>
        </button>
        <button
          type="button"
          className="quiet"
          aria-label={t`Decline ${title}`}
          disabled={busy}
          onClick={() => run(() => parley.call('invite.decline', { code }))}
        >
          <Trans>Decline</Trans>
        </button>
      </span>
      <Fault text={fault} />
    </li>
  )
}
