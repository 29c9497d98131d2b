/** Everything that one person is told of what is theirs, page by page. */
import type { CommandName, Input, Output } from '@parley/protocol'
import type { Person } from '../running-chat.ts'

export type Ok = <C extends CommandName>(person: Person, command: C, input: Input<C>) => Promise<Output<C>>

type Summary = Output<'room.list'>['rooms'][number]
type Thread = Output<'thread.get'>
type Event = Output<'room.history'>['events'][number]
type States = NonNullable<Output<'room.history'>['states']>

/** Pages of anything, each asked for by the one before. */
const pages = async <Page extends { readonly more: boolean }, One>(
  ask: (last: One | undefined) => Promise<Page>,
  of: (page: Page) => readonly One[],
): Promise<One[]> => {
  const all: One[] = []
  for (let more = true; more; ) {
    const page = await ask(all.at(-1))
    all.push(...of(page))
    more = page.more && of(page).length > 0
  }
  return all
}

/** An event by what is compared of it. */
export const brief = ({ seq, ev, ...event }: Event): string =>
  `${seq} ${ev}${'counts' in event && event.counts === false ? ', uncounted' : ''}`

const historyOf = async (ok: Ok, person: Person, room: string) => {
  const states: States = []
  const events = await pages(
    async (last: Event | undefined) => {
      const page = await ok(person, 'room.history', { room, after: last?.seq ?? 0, limit: 200 })
      states.push(...(page.states ?? []))
      return page
    },
    (page) => page.events,
  )
  return { events: events.map(brief), states }
}

const pinsOf = (ok: Ok, person: Person, room: string) =>
  pages(
    (last: Output<'pin.list'>['pins'][number] | undefined) =>
      ok(person, 'pin.list', { room, ...(last ? { before: last.pinned } : {}) }),
    (page) => page.pins,
  )

/** Who has reacted, and who has voted, for some of the messages of which anything has become. */
const namesOf = async (ok: Ok, person: Person, room: string, states: States) => {
  const told: Record<string, readonly (readonly [user: string, at: number])[]> = {}
  for (const { seq, reactions = [], poll } of states.slice(-12)) {
    for (const { emoji } of reactions) {
      const { users } = await ok(person, 'reaction.list', { room, seq, emoji })
      told[`${seq} ${emoji}`] = users.map(({ user, added }) => [user, added] as const)
    }
    for (const answer of poll?.counts.keys() ?? []) {
      const { users } = await ok(person, 'vote.list', { room, seq, answer })
      told[`${seq} ${answer}`] = users.map(({ user, voted }) => [user, voted] as const)
    }
  }
  return told
}

const detailsOf = async (ok: Ok, person: Person, room: string) => {
  const { member_count, head, read, unread, mentions = 0 } = await ok(person, 'room.get', { room })
  const members = await pages(
    (last: Output<'member.list'>['members'][number] | undefined) =>
      ok(person, 'member.list', { room, ...(last ? { after: last.joined } : {}) }),
    (page) => page.members,
  )
  const { events, states } = await historyOf(ok, person, room)
  const pins = (await pinsOf(ok, person, room)).map(({ pinned, event }) => `${pinned} of ${brief(event)}`)
  const stands = { head, read, unread, mentions }
  const names = await namesOf(ok, person, room, states)
  return { stands, member_count, members, events, states, pins, names }
}

const threadsOf = async (ok: Ok, person: Person, room: string): Promise<Thread[]> => {
  const all = [false, true].map((archived) =>
    pages(
      (last: Thread | undefined) =>
        ok(person, 'thread.list', { room, archived, limit: 100, ...(last ? { before: [last.begun, last.room] } : {}) }),
      (page) => page.threads,
    ),
  )
  return (await Promise.all(all)).flat()
}

const found = async (ok: Ok, person: Person, text: string): Promise<string[]> => {
  const all: string[] = []
  for (let next: string | undefined, more = true; more; more = next !== undefined) {
    const page = await ok(person, 'message.search', { text, threads: true, limit: 100, ...(next ? { next } : {}) })
    all.push(...page.hits.map(({ event }) => `${event.on.split('/')[2]}/${event.seq}`))
    next = page.next
  }
  return all
}

const byId = <One>(all: readonly One[], idOf: (one: One) => string): Record<string, One> =>
  Object.fromEntries(all.map((one) => [idOf(one), one]))

/** What they keep for themselves. */
const keptOf = async (ok: Ok, person: Person) => {
  const bookmarks = await pages(
    (last: Output<'bookmark.list'>['bookmarks'][number] | undefined) =>
      ok(person, 'bookmark.list', last ? { before: last.added } : {}),
    (page) => page.bookmarks,
  )
  const scheduled = await pages(
    (last: Output<'schedule.list'>['scheduled'][number] | undefined) =>
      ok(person, 'schedule.list', last ? { after: last.id } : {}),
    (page) => page.scheduled,
  )
  const [{ reminders }, { drafts }] = await Promise.all([
    ok(person, 'reminder.list', {}),
    ok(person, 'draft.list', { limit: 100 }),
  ])
  const whenOf = ({ due, failed }: { readonly due: number; readonly failed?: string }) => ({
    due,
    ...(failed ? { failed } : {}),
  })
  return {
    bookmarks: bookmarks.map(({ room, seq, added, event }) => `${added} ${room}/${seq} ${event?.ev}`),
    scheduled: Object.fromEntries(scheduled.map((one) => [`${one.room}/${one.id}`, whenOf(one)])),
    reminders: Object.fromEntries(reminders.map(({ id, due, rung }) => [id, { due, ...(rung ? { rung } : {}) }])),
    drafts: Object.fromEntries(drafts.map(({ room, text }) => [room, text])),
    hides: [...(await ok(person, 'author.list', {})).users].toSorted(),
    allows: (await ok(person, 'receipt.allow', {})).allowed,
  }
}

const receiptsOf = async (ok: Ok, person: Person, room: string) =>
  Object.fromEntries((await ok(person, 'receipt.list', { room })).receipts.map(({ user, read }) => [user, read]))

const inTurn = async <One>(ids: readonly string[], ask: (id: string) => Promise<One>): Promise<Record<string, One>> => {
  const all: Record<string, One> = {}
  for (const id of ids) all[id] = await ask(id)
  return all
}

/** By ids of rooms, threads and words. */
export const askAll = async (ok: Ok, person: Person, words: readonly string[]) => {
  const rooms = await pages(
    (last: Summary | undefined) => ok(person, 'room.list', last ? { after: last.room } : {}),
    (page) => page.rooms,
  )
  const ids = rooms.map(({ room }) => room)
  const threads = (await Promise.all(ids.map((room) => threadsOf(ok, person, room)))).flat()
  const following = await pages(
    (last: Thread | undefined) => ok(person, 'thread.following', last ? { after: [last.parent, last.room] } : {}),
    (page) => page.threads,
  )
  return {
    rooms: byId(rooms, ({ room }) => room),
    threads: byId(threads, ({ room }) => room),
    following: byId(following, ({ room }) => room),
    details: await inTurn([...ids, ...threads.map(({ room }) => room)], (room) => detailsOf(ok, person, room)),
    receipts: await inTurn(ids, (room) => receiptsOf(ok, person, room)),
    found: await inTurn(words, async (word) => (await found(ok, person, word)).toSorted()),
    ...(await keptOf(ok, person)),
  }
}

export type Answers = Awaited<ReturnType<typeof askAll>>
