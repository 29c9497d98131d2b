import { type EventFrame, fail, type Redacted, usualPage } from '@parley/protocol'
import { type Handler, OtherHistory, page, takeFitting } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { fitNamed } from '../room-view.ts'
import { bytesTold, statesTold } from '../states-told.ts'
import { sightOf } from '../store/hidden.ts'
import { viewRoom } from '../store/rooms.ts'
import { membersAt, profileAt, statesAt } from '../store/snapshots.ts'

/** Members and messages share an answer. */
const halfOf = (answerBytes: () => number) => () => answerBytes() / 2

export const roomSnapshot: Handler<'room.snapshot', Chat> = async (
  { room, seq, before, limit = usualPage.events, joined_after: after = 0 },
  { user },
  { db, answerBytes },
) => {
  const [view, sight] = await Promise.all([viewRoom(db, user, room), sightOf(db, user)])
  const { head, floor, since, epoch: known } = view ?? fail('ROOM_NOT_FOUND')
  if (seq <= floor || seq > head) fail('POSITION_NOT_HELD', { head })
  const end = Math.min(before ?? seq + 1, seq + 1)
  const half = halfOf(answerBytes)
  const asked = { on: `chat/room/${room}`, direction: 'before', seq: end, limit, sight, since } as const
  const [profile, { members, count }, { epoch, frames, more }] = await Promise.all([
    profileAt(db, room, seq),
    membersAt(db, { room, seq, after, limit: usualPage.members }),
    page(db, asked, half()),
  ])
  if (epoch !== known) throw new OtherHistory(known, epoch)
  const { kind, name, topic } = profile ?? fail('ROOM_NOT_FOUND')
  const all = frames.map((frame) => JSON.parse(frame) as EventFrame | Redacted).filter((event) => event.seq > floor)
  const [first, last] = [all[0]?.seq ?? end, all.at(-1)?.seq ?? end]
  const bySeq = await statesAt(db, { person: user, room, first, last, seq })
  const events = takeFitting(all.toReversed(), (event) => bytesTold(event, bySeq), half()).toReversed()
  const held = fitNamed(members, { answerBytes: half })
  return {
    epoch,
    seq,
    kind,
    name,
    ...(topic ? { topic } : {}),
    member_count: count,
    members: held.map(({ person, name: called, role, joined }) => ({ user: person, name: called, role, joined })),
    events,
    ...statesTold(events, bySeq),
    more: (more && first > floor + 1) || events.length < all.length,
  }
}
