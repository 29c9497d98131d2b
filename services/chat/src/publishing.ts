/** What is said in an announcement room comes to the rooms that follow it: behind the send, a little at a time, once each. */
import { createHash } from 'node:crypto'
import { type ErrorName, Failure } from '@parley/protocol'
import { isServerFault, type Job } from '@parley/service-kit'
import { forward } from './attaching.ts'
import { noteAct } from './audit.ts'
import type { Chat } from './context.ts'
import { saidTo } from './forwards.ts'
import {
  type Announced,
  type DuePublication,
  deletePublication,
  listAnnounced,
  listDuePublications,
  notePassed,
  type Publication,
} from './store/publications.ts'
import { spaceOf } from './store/space-rooms.ts'

const publicationsAtOnce = 50
/** Of one in a run, so that none waits for another that has much to tell. */
const messagesAtOnce = 20
/** Events that are looked through for them. */
const eventsAtOnce = 500

type Side = Pick<Chat, 'db' | 'send' | 'attach'>

/** The same for the same message and room, whoever passes it on and however often: a UUID of version 7, of when it was said. */
export const copyId = ({ key, at }: Pick<Announced, 'key' | 'at'>, target: string): string => {
  const time = at.toString(16).padStart(12, '0')
  const rest = createHash('sha256').update(`${key}/${target}`).digest('hex')
  const variant = ((Number.parseInt(rest.slice(3, 4), 16) % 4) + 8).toString(16)
  return `${time.slice(0, 8)}-${time.slice(8)}-7${rest.slice(0, 3)}-${variant}${rest.slice(4, 7)}-${rest.slice(7, 19)}`
}

/** Who may not write there any more ends it; who has to wait goes on later; any other refusal is of this message alone. */
const ends: readonly ErrorName[] = ['ROOM_NOT_FOUND', 'NOT_ALLOWED']

/** Room or scanner will have it later. */
const waits: readonly ErrorName[] = ['SLOW_MODE', 'FILE_WAITS']

type Outcome = 'passed' | 'left out' | 'waits' | 'ended'

const pass = async (side: Side, { source, target, person }: Publication, said: Announced): Promise<Outcome> => {
  const place = { room: source, seq: said.seq }
  try {
    const message = await saidTo(side.db, person, place)
    await forward(side, message, place, { room: target, id: copyId(said, target), sender: person })
    return 'passed'
  } catch (reason) {
    if (isServerFault(reason) || !(reason instanceof Failure)) throw reason
    if (ends.includes(reason.body.name)) return 'ended'
    return waits.includes(reason.body.name) ? 'waits' : 'left out'
  }
}

/** In the log of the space that followed, where it is still there; nobody did it. */
const end = ({ db }: Side, { source, target }: Publication): Promise<boolean> =>
  db.transaction(
    async (tx) => {
      if (!(await deletePublication(tx, source, target))) return false
      const space = await spaceOf(tx, target)
      if (space) await noteAct(tx, { id: space }, null, { did: 'announcement.unfollow', room: target })
      return true
    },
    { account: target },
  )

/** A step is noted behind it: whoever ends in between has it done again, which changes nothing. */
const passSome = async (side: Side, due: DuePublication): Promise<{ passed: number; ended: number }> => {
  if (!due.holds) return { passed: 0, ended: Number(await end(side, due)) }
  const upto = Math.min(due.head, due.done + eventsAtOnce)
  const all = await listAnnounced(side.db, due.source, due.done, upto, messagesAtOnce)
  let passed = 0
  for (const said of all) {
    const outcome = await pass(side, due, said)
    if (outcome === 'ended') return { passed, ended: Number(await end(side, due)) }
    if (outcome === 'waits') return { passed, ended: 0 }
    if (outcome === 'passed') passed++
    await notePassed(side.db, due, said.seq)
  }
  if (all.length < messagesAtOnce) await notePassed(side.db, due, upto)
  return { passed, ended: 0 }
}

export const publish = (side: Side): Job<'passed' | 'ended'> => ({
  name: 'publish-announcements',
  everySeconds: 5,
  isOften: true,
  counts: ['passed', 'ended'],
  run: async () => {
    let [passed, ended] = [0, 0]
    let page = await listDuePublications(side.db, undefined, publicationsAtOnce)
    while (page.length > 0) {
      for (const due of page) {
        const some = await passSome(side, due)
        passed += some.passed
        ended += some.ended
      }
      page = await listDuePublications(side.db, page.at(-1), publicationsAtOnce)
    }
    return { passed, ended }
  },
})
