import type { EventFrame } from '@parley/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Member, Members, type MembersPage } from './members.ts'

const on = 'chat/room/00000000-0000-7000-9000-000000000001'
const people = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
const pageSize = 2

/** The room as its owner has it. */
class Owner {
  readonly log: EventFrame[] = []
  readonly members = new Map<string, Member>()

  /** Somebody comes who is out, and goes or has another role who is in. */
  change(user: string, leaves: boolean): void {
    const member = this.members.get(user)
    const seq = this.log.length + 1
    const tell = (ev: string, is: Record<string, unknown>) => this.log.push({ on, seq, ev, at: 0, is })
    if (!member) {
      this.members.set(user, { user, name: user, role: 'member', joined: seq })
      tell('member.joined', { user, name: user, role: 'member' })
    } else if (leaves) {
      this.members.delete(user)
      tell('member.left', { user })
    } else {
      this.members.set(user, { ...member, role: 'owner' })
      tell('role.changed', { user, role: 'owner' })
    }
  }

  get all(): Member[] {
    return [...this.members.values()].sort((one, other) => one.joined - other.joined)
  }

  page(after: number): MembersPage {
    const behind = this.all.filter(({ joined }) => joined > after)
    const members = behind.slice(0, pageSize)
    return { head: this.log.length, member_count: this.members.size, members, more: behind.length > members.length }
  }
}

type Step = readonly [what: 'change' | 'hear' | 'ask' | 'get' | 'first', who: number, leaves: boolean]

/** One who loads pages, while the room goes on and answers pass events on the way, or are passed by them. */
const play = (steps: readonly Step[]) => {
  const owner = new Owner()
  for (const user of people.slice(0, 5)) owner.change(user, false)
  const members = new Members()
  const heard: EventFrame[] = []
  const begun = owner.log.length
  const onTheWay: { after: number; page: MembersPage }[] = []
  const hear = () => {
    const event = owner.log[begun + heard.length]
    if (!event) return false
    heard.push(event)
    members.apply(event)
    return true
  }
  const get = () => {
    const answer = onTheWay.shift()
    if (!answer) return false
    members.take(
      answer.page,
      answer.after,
      heard.filter(({ seq }) => seq > answer.page.head),
    )
    return true
  }
  const ask = (after: number) => onTheWay.push({ after, page: owner.page(after) })
  for (const [what, who, leaves] of steps) {
    if (what === 'change') owner.change(people[who] as string, leaves)
    else if (what === 'hear') hear()
    else if (what === 'get') get()
    else if (what === 'first') ask(0)
    else if (onTheWay.length === 0) ask(members.loadedTo)
  }
  while (hear());
  while (get());
  while (!members.isComplete) {
    ask(members.loadedTo)
    get()
  }
  return { owner, members }
}

test('pages of members and events in any order make the list of all, each once, in the order in which they came', () => {
  const step = fc.tuple(
    fc.constantFrom<Step[0]>('change', 'change', 'hear', 'hear', 'ask', 'get', 'first'),
    fc.nat(people.length - 1),
    fc.boolean(),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const { owner, members } = play(steps)
      expect(members.all).toEqual(owner.all)
      expect(members.count).toBe(owner.members.size)
    }),
    { numRuns: Number(process.env.RUNS ?? 2_000) },
  )
})

test('what was held before a new beginning is shown until the first page comes, and not after it', () => {
  const owner = new Owner()
  for (const user of people.slice(0, 3)) owner.change(user, false)
  const members = new Members()
  members.take(owner.page(0), 0, [])
  members.take(owner.page(members.loadedTo), members.loadedTo, [])
  expect(members.all).toHaveLength(3)
  owner.change('a', true)
  members.restart()
  expect(members.all).toHaveLength(3)
  members.take(owner.page(0), 0, [])
  expect(members.all).toEqual(owner.all)
  expect(members.isComplete).toBe(true)
})
