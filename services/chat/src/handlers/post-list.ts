import { type EventFrame, fail, type Redacted, usualPage } from '@parley/protocol'
import { eventsAt, type Handler, takeFitting } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { kindFor } from '../membership.ts'
import { bytesTold, statesTold } from '../states-told.ts'
import { forumTags, readTagged } from '../store/forums.ts'
import { sightOf } from '../store/hidden.ts'

export const postList: Handler<'post.list', Chat> = async (
  { room, tag, before, limit = usualPage.pins },
  { user },
  { db, answerBytes },
) => {
  await kindFor(db, room, user)
  if (!(await forumTags(db, room))) fail('FORUMS_ONLY')
  const asked = { person: user, room, tag, before, limit: limit + 1 }
  const [{ head, epoch, bySeq }, sight] = await Promise.all([readTagged(db, asked), sightOf(db, user)])
  const found = [...bySeq.keys()].toSorted((one, other) => other - one)
  const places = found.slice(0, limit).map((seq) => ({ on: `chat/room/${room}`, seq, epoch }))
  const frames = await eventsAt(db, places, { sight })
  const posts = frames.flatMap((frame) => (frame ? [JSON.parse(frame) as EventFrame | Redacted] : []))
  const held = takeFitting(posts, (post) => bytesTold(post, bySeq), answerBytes())
  return {
    epoch,
    head,
    posts: [...held],
    ...statesTold(held, bySeq),
    more: found.length > limit || held.length < posts.length,
  }
}
