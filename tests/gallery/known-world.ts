/** People, rooms and what was said in them: the same each time, with something of each kind. */
import { uuid7 } from '@parley/client'
import type { Site } from '../e2e/site.ts'
import type { Person } from '../setup/world.ts'

export interface KnownWorld {
  /** Who looks at the page. */
  readonly alice: Person
  readonly rooms: Readonly<Record<'bob' | 'choir' | 'empty' | 'planning', string>>
  readonly space: string
  /** The code of an invitation into a group that Alice is not in. */
  readonly invite: string
}

const talk = [
  'Good morning! Is anybody on the roof already?',
  'I am. **Bring a jumper**, it is windy.',
  'And the `third` key, please: the lock sticks again.',
  '> Bring a jumper\n\nI have two. Somebody may have the green one.',
  'Things to take along:\n\n- rope\n- tea\n- [the map](https://map.example.org/roof)',
  'מפגש בשמונה, ליד השער',
  '😀🎉',
] as const

const code = '```ts\nconst far = (from: number, to: number) => Math.abs(to - from)\n```'

const called = ['Alice', 'Bob', 'Carol', 'Dave', 'Erin', 'Наталья Иванова'] as const

/** What is shown of it that people have written, where it stands among other text. */
export const written: readonly string[] = [
  ...called,
  ...talk
    .join('\n')
    .split(/\n|\*\*|`/)
    .filter((text) => text.length > 1),
  'Choir of the valley',
  'Summer trip',
  'Valley hikes',
  'Works',
  // What rooms of a space are called that is made from a template.
  'General',
  'News',
  'Planning',
  'Projects',
  'Questions',
  'When do we meet?',
]

const makePeople = async ({ world }: Site) => {
  const [alice, bob, carol, dave, erin, natalya] = await Promise.all(called.map((name) => world.person(name)))
  return { alice, bob, carol, dave, erin, natalya } as Record<
    'alice' | 'bob' | 'carol' | 'dave' | 'erin' | 'natalya',
    Person
  >
}

const meet = async ({ world }: Site, one: Person, other: Person) => {
  await world.post('contact.request', { user: other.user, id: uuid7() }, one.token)
  await world.post('contact.accept', { user: one.user }, other.token)
}

export const fill = async (site: Site): Promise<KnownWorld> => {
  const { post } = site.world
  const { alice, bob, carol, dave, erin, natalya } = await makePeople(site)
  await meet(site, bob, alice)
  await post('contact.request', { user: alice.user, id: uuid7() }, dave.token)
  const { room: direct } = await post('room.create', { kind: 'direct', user: alice.user }, bob.token)
  const members = [bob, carol, dave, natalya].map(({ user }) => user)
  const { room: choir } = await post(
    'room.create',
    { kind: 'group', name: 'Choir of the valley', members },
    alice.token,
  )
  const { room: empty } = await post('room.create', { kind: 'group', name: 'Summer trip', members: [] }, alice.token)

  for (const [place, text] of talk.entries()) {
    const by = [bob, carol, carol, alice, bob, natalya, alice][place] as Person
    await site.say(by, choir, [text])
  }
  await post('reaction.add', { room: choir, seq: (await headOf(site, choir, alice)) - 5, emoji: '👍' }, bob.token)
  await post('reaction.add', { room: choir, seq: (await headOf(site, choir, alice)) - 5, emoji: '👍' }, alice.token)
  const pinned = (await headOf(site, choir, alice)) - 2
  await post('message.pin', { room: choir, seq: pinned }, alice.token)
  const { room: thread } = await post('thread.create', { room: choir, seq: pinned }, bob.token)
  await site.say(carol, thread, ['The map is of last year.', 'The gate has moved.'])
  await site.say(bob, choir, [code])
  await post(
    'poll.create',
    { room: choir, id: uuid7(), question: 'When do we meet?', answers: ['At seven', 'At eight', 'Not at all'] },
    carol.token,
  )
  await site.read(alice, choir)

  await site.say(
    bob,
    direct,
    Array.from({ length: 30 }, (_, place) => `Line ${place + 1} of a long story`),
  )
  await site.read(alice, direct)
  await site.say(alice, direct, ['And how does it end?'])
  await site.say(bob, direct, ['You will not believe it.', `Ask <@${alice.user}>, she was there`, '*Everybody* lived.'])

  const made = await post('space.create', { name: 'Works', template: 'team' }, alice.token)
  const { code: entry } = await post('invite.create', { space: made.space }, alice.token)
  for (const { token } of [bob, carol, erin]) await post('invite.accept', { code: entry }, token)
  const planning = String(made.rooms.find(({ name }) => name === 'Planning')?.room)
  await site.say(erin, planning, ['The plan for **next week** is below.', `What do you say, <@${alice.user}>?`])

  const { room: hikes } = await post(
    'room.create',
    { kind: 'group', name: 'Valley hikes', members: [bob.user] },
    erin.token,
  )
  const { code: invite } = await post('invite.create', { room: hikes }, erin.token)
  return { alice, rooms: { bob: direct, choir, empty, planning }, space: made.space, invite }
}

const headOf = async ({ world }: Site, room: string, { token }: Person) =>
  (await world.post('room.get', { room }, token)).head
