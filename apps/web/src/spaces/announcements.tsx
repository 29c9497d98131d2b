import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Output } from '@parley/client'
import type { Space, SpaceRoom } from '@parley/client/spaces'
import { useCallback, useState } from 'react'
import { useChat, useSelected } from '../chat/chat-context.ts'
import { Confirm } from '../confirm.tsx'
import { Fault } from '../fault.tsx'
import { Choice } from '../group/choice.tsx'
import { tame } from '../tame.ts'
import { useDeed } from '../use-deed.ts'
import { useSpaces } from './use-spaces.ts'

interface OfRoom {
  readonly space: Space
  readonly room: SpaceRoom
}

/** Rooms of one's other spaces, as far as they are loaded, in which one may say what comes there. */
const managedElsewhere = (spaces: readonly Space[], here: Space): { readonly id: string; readonly text: string }[] =>
  spaces
    .filter(({ id }) => id !== here.id)
    .flatMap(({ name, sections }) =>
      sections
        .flatMap(({ rooms }) => rooms)
        .filter(({ kind, may }) => kind === 'text' && may.includes('manage_rooms'))
        .map((room) => ({ id: room.id, text: t`${tame(room.name)} in ${tame(name)}` })),
    )

/** Of an announcement room: what is said there comes to a room of another space, too. */
export const FollowElsewhere = ({ space, room }: OfRoom) => {
  const { parley } = useChat()
  const spaces = useSpaces()
  useSelected(spaces, ({ version }) => version)
  const [into, setInto] = useState('')
  const [followed, setFollowed] = useState<string>()
  const { run, busy, fault } = useDeed()
  const rooms = managedElsewhere(spaces.list, space)
  if (room.kind !== 'announcement' || rooms.length === 0) return null
  const follow = () =>
    run(async () => {
      await parley.call('announcement.follow', { room: room.id, into })
      setFollowed(into)
    })
  return (
    <section aria-label={t`Follow`}>
      <h3>
        <Trans>Follow it elsewhere</Trans>
      </h3>
      <Choice label={t`What is said here comes to`} value={into} onChange={setInto}>
        <option value="">
          <Trans>Choose a room</Trans>
        </option>
        {rooms.map(({ id, text }) => (
          <option key={id} value={id}>
            {text}
          </option>
        ))}
      </Choice>
      <Fault text={fault} />
      {into !== '' && into === followed && (
        <p className="hint">
          <Trans>It comes there from now on.</Trans>
        </p>
      )}
      {into !== '' && into !== followed && (
        <button type="button" className="primary" disabled={busy} onClick={follow}>
          <Trans>Follow</Trans>
        </button>
      )}
    </section>
  )
}

type Page = Output<'announcement.list'>

/** Which rooms a room follows, and which follow it: looked at when it is opened, by who manages it. */
export const Followed = ({ room }: Pick<OfRoom, 'room'>) => {
  const { parley } = useChat()
  const [told, setTold] = useState<Page>()
  const { run, busy, fault } = useDeed()
  const load = useCallback(
    async (before?: Page) => {
      const after = before?.followers.at(-1)?.room
      const page = await parley.call('announcement.list', { room: room.id, ...(after ? { after } : {}) })
      setTold(
        before ? { ...page, following: before.following, followers: [...before.followers, ...page.followers] } : page,
      )
    },
    [parley, room.id],
  )
  const end = (pair: { readonly room: string; readonly into: string }) =>
    run(() => parley.call('announcement.unfollow', pair).then(() => load()))
  const line = (other: Page['followers'][number], pair: { readonly room: string; readonly into: string }) => {
    const name =
      other.name === undefined
        ? t`A room in ${tame(other.space_name)}`
        : t`${tame(other.name)} in ${tame(other.space_name)}`
    return (
      <li key={other.room}>
        <span className="who">{name}</span>
        <Confirm
          label={t`End`}
          name={t`End it for ${name}`}
          question={t`Let nothing more come there? What has come stays.`}
          onConfirm={() => end(pair)}
        />
      </li>
    )
  }
  const { following = [], followers = [] } = told ?? {}
  return (
    <details
      className="bans"
      onToggle={({ currentTarget }) => {
        if (currentTarget.open) void run(() => load())
      }}
    >
      <summary>{room.kind === 'announcement' ? t`Rooms that follow it` : t`Announcements that come here`}</summary>
      <Fault text={fault} />
      {told && following.length + followers.length === 0 && (
        <p className="hint">
          <Trans>None.</Trans>
        </p>
      )}
      <ul className="members" aria-label={t`Announcements`}>
        {following.map((other) => line(other, { room: other.room, into: room.id }))}
        {followers.map((other) => line(other, { room: room.id, into: other.room }))}
      </ul>
      {told?.more && (
        <button type="button" className="quiet" disabled={busy} onClick={() => run(() => load(told))}>
          <Trans>Show more</Trans>
        </button>
      )}
    </details>
  )
}
