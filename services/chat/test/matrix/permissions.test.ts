/** Every command that is about a space, and those about a room of one: tried with each permission, without it, and without a role. */
import { randomUUID } from 'node:crypto'
import {
  type Command,
  type CommandName,
  commands,
  everyPermission,
  hasPermission,
  type Input,
  moderating,
  type PermissionName,
  permissionSet,
  permissions,
} from '@parley/protocol'
import { expect, test } from 'vitest'
import { takes } from '../../src/second-factors.ts'
import { guildsOf } from '../guild.ts'
import { type Person, useChat } from '../running-chat.ts'
import { useJoining } from '../spaces.ts'
import { uuid7 } from '../uuid7.ts'

const chat = await useChat({ SPACES_PER_ACCOUNT: '10000' })
const { ok, ask, sql, crowd } = chat
const { sticker } = guildsOf(chat)
const join = await useJoining(chat.environment.adminUrl)

const names = Object.keys(permissions) as PermissionName[]
const set = permissionSet
const administrator = set('administrator')

interface Ground {
  readonly space: string
  readonly room: string
  readonly other: Person
  readonly seq: number
  readonly thread: string
  readonly category: () => Promise<string>
  readonly role: () => Promise<number>
  readonly victim: () => Promise<string>
  readonly newRoom: () => Promise<string>
  /** An announcement room of another space, in which all of these live. */
  readonly source: () => Promise<string>
  readonly asking: () => Promise<string>
  /** Position of something that the other has just said. */
  readonly said: () => Promise<number>
}

let lastRole = 100

/** Everyone sees the rooms; a role for each permission allows that one besides. */
const build = async () => {
  const [owner, administers, plain, muted, pending, stranger, other, ...holders] = (await crowd(7 + names.length)) as [
    Person,
    Person,
    Person,
    Person,
    Person,
    Person,
    Person,
    ...Person[],
  ]
  const { space, rooms } = await ok(owner, 'space.create', { name: 'Space' })
  const room = rooms[0]?.room as string
  await join(space, administers, plain, muted, pending, other, ...holders)
  const press = await ok(owner, 'space.create', { name: 'Press' })
  const source = (await ok(owner, 'room.create', { kind: 'announcement', space: press.space, name: 'News' })).room
  await join(press.space, administers, plain, muted, pending, stranger, other, ...holders)
  const { seq } = await ok(other, 'message.send', { room, id: uuid7(), text: 'said' })
  const thread = (await ok(owner, 'thread.create', { room, seq })).room
  await sql('update role set may = $2 where space = $1 and id = 0', [space, String(set('view'))])
  const give = async (role: number, may: bigint, { user }: Person) => {
    await sql(`insert into role (space, id, name, place, may) values ($1, $2, 'Role', 10, $3)`, [
      space,
      role,
      String(may),
    ])
    await sql('update resident set roles = array[$3::smallint] where space = $1 and person = $2', [space, user, role])
  }
  for (const [place, name] of names.entries()) await give(place + 1, set(name), holders[place] as Person)
  await give(40, administrator, administers)
  await give(41, everyPermission & ~administrator, muted)
  await sql(`update resident set muted_until = now() + interval '1 hour' where space = $1 and person = $2`, [
    space,
    muted.user,
  ])
  await give(42, everyPermission & ~administrator, pending)
  await sql(`update space set rules = '{Be kind}', rules_at = 1, rules_need = 1 where id = $1`, [space])
  await sql('update resident set accepted = 0 where space = $1 and person = $2', [space, pending.user])
  const insertRole = `insert into role (space, id, name, place, may) values ($1, $2, 'Lower', 1, 0)`
  await sql('update space set last_role = 5000 where id = $1', [space])
  const speak = 'update role set may = may | 4 where space = $1 and id = 0'
  const hush = 'update role set may = may & ~4::bigint where space = $1 and id = 0'
  const ground: Ground = {
    space,
    room,
    other,
    seq,
    thread,
    category: async () => (await ok(owner, 'category.create', { space, name: 'Category' })).category,
    role: async () => {
      await sql(insertRole, [space, ++lastRole])
      return lastRole
    },
    victim: async () => {
      const [one] = await crowd(1)
      await join(space, one as Person)
      return (one as Person).user
    },
    asking: async () => {
      const [one] = await crowd(1)
      await sql('insert into request (room, person) values ($1, $2)', [space, one?.user])
      return one?.user as string
    },
    said: async () => {
      await sql(speak, [space])
      const sent = await ok(other, 'message.send', { room, id: uuid7(), text: 'said' })
      await sql(hush, [space])
      return sent.seq
    },
    source: async () => {
      await sql('delete from publication')
      return source
    },
    newRoom: async () => (await ok(owner, 'room.create', { kind: 'text', space, name: 'Room' })).room,
  }
  const people = [
    ['owner', owner],
    ['administrator', administers],
    ...names.filter((name) => name !== 'administrator').map((name) => [name, holders[names.indexOf(name)] as Person]),
    ['no role', plain],
    ['timed out', muted],
    ['before the rules', pending],
    ['stranger', stranger],
  ] as readonly (readonly [who: string, person: Person])[]
  return { ground, people }
}

/** `lives`: whoever lives there, even timed out or before they accept the rules; `acts`: who is neither; of permissions each is enough. */
type Needs = PermissionName | 'owner' | 'lives' | 'acts'
interface Row<C extends CommandName = CommandName> {
  readonly needs: Needs | readonly PermissionName[]
  readonly input: (ground: Ground) => Input<C> | Promise<Input<C>>
  /** It is about a room, and not about the space. */
  readonly inRoom?: true
}

let count = 0
const rows = {
  'space.get': { needs: 'lives', input: ({ space }) => ({ space }) },
  'space.change': { needs: 'manage_space', input: ({ space }) => ({ space, name: `Space ${++count}` }) },
  'space.keep': { needs: 'owner', input: ({ space }) => ({ space }) },
  'space.delete': { needs: 'owner', input: ({ space }) => ({ space }) },
  'space.arrange': {
    needs: 'manage_rooms',
    input: ({ space, room }) => ({ space, rooms: [{ room, place: ++count }] }),
  },
  'category.create': { needs: 'manage_rooms', input: ({ space }) => ({ space, name: 'Category' }) },
  'category.change': {
    needs: 'manage_rooms',
    input: async ({ space, category }) => ({ space, category: await category(), name: 'Other' }),
  },
  'category.delete': {
    needs: 'manage_rooms',
    input: async ({ space, category }) => ({ space, category: await category() }),
  },
  'room.create': { needs: 'manage_rooms', input: ({ space }) => ({ kind: 'text', space, name: 'Room' }) },
  'room.change': { needs: 'manage_rooms', inRoom: true, input: ({ room }) => ({ room, topic: `About ${++count}` }) },
  'room.delete': { needs: 'manage_rooms', inRoom: true, input: async ({ newRoom }) => ({ room: await newRoom() }) },
  'announcement.list': { needs: 'manage_rooms', inRoom: true, input: ({ room }) => ({ room }) },
  'announcement.follow': {
    needs: 'manage_rooms',
    inRoom: true,
    input: async ({ room, source }) => ({ room: await source(), into: room }),
  },
  'announcement.unfollow': {
    needs: 'manage_rooms',
    inRoom: true,
    input: ({ room }) => ({ room: randomUUID(), into: room }),
  },
  'role.create': { needs: 'manage_roles', input: ({ space }) => ({ space, name: 'Role' }) },
  'role.change': {
    needs: 'manage_roles',
    input: async ({ space, role }) => ({ space, role: await role(), name: 'Other' }),
  },
  'role.delete': { needs: 'manage_roles', input: async ({ space, role }) => ({ space, role: await role() }) },
  'role.grant': {
    needs: 'manage_roles',
    input: async ({ space, role, other }) => ({ space, role: await role(), users: [other.user] }),
  },
  'role.revoke': {
    needs: 'manage_roles',
    input: async ({ space, role, other }) => ({ space, role: await role(), users: [other.user] }),
  },
  'override.set': {
    needs: 'manage_roles',
    input: async ({ space, role, newRoom }) => ({
      space,
      in: { room: await newRoom() },
      of: { role: await role() },
      allow: ['view'],
      deny: [],
    }),
  },
  'override.remove': {
    needs: 'manage_roles',
    input: async ({ space, role, room }) => ({ space, in: { room }, of: { role: await role() } }),
  },
  'override.list': { needs: 'manage_roles', input: ({ space, room }) => ({ space, in: { room } }) },
  'permission.explain': {
    needs: 'manage_roles',
    input: ({ space, room, other }) => ({ space, room, user: other.user }),
  },
  'resident.list': { needs: 'lives', input: ({ space }) => ({ space }) },
  'resident.get': { needs: 'lives', input: ({ space, other }) => ({ space, users: [other.user] }) },
  'resident.change': {
    needs: 'rename',
    input: ({ space, other }) => ({ space, user: other.user, nick: `${++count}` }),
  },
  'resident.remove': { needs: 'kick', input: async ({ space, victim }) => ({ space, user: await victim() }) },
  'resident.time_out': {
    needs: 'time_out',
    input: async ({ space, victim }) => ({ space, user: await victim(), in_ms: 1_000 }),
  },
  'ban.add': { needs: 'ban', input: async ({ space, victim }) => ({ space, users: [await victim()] }) },
  'ban.remove': { needs: 'ban', input: async ({ space, victim }) => ({ space, user: await victim() }) },
  'ban.list': { needs: 'ban', input: ({ space }) => ({ space }) },
  'audit.list': { needs: 'view_audit', input: ({ space }) => ({ space }) },
  'filter.set': {
    needs: 'manage_space',
    input: ({ space }) => ({ space, filter: randomUUID(), name: 'F', found: { mentions: 100 }, outcome: 'flag' }),
  },
  'filter.remove': { needs: 'manage_space', input: ({ space }) => ({ space, filter: randomUUID() }) },
  'emoji.set': {
    needs: 'manage_space',
    input: ({ space }) => ({ space, emoji: randomUUID(), name: `emoji_${++count}` }),
  },
  'sticker.set': {
    needs: 'manage_space',
    input: async ({ space }) => ({ space, sticker: await sticker({ space }), name: `sticker_${++count}` }),
  },
  'sticker.remove': { needs: 'manage_space', input: ({ space }) => ({ space, sticker: randomUUID() }) },
  'emoji.remove': { needs: 'manage_space', input: ({ space }) => ({ space, emoji: randomUUID() }) },
  'filter.list': { needs: 'manage_space', input: ({ space }) => ({ space }) },
  'message.report': { needs: 'lives', inRoom: true, input: ({ room, seq }) => ({ room, seq, kind: 'spam' }) },
  'invite.create': { needs: ['invite', 'manage_space'], input: ({ space }) => ({ space }) },
  'invite.list': { needs: ['invite', 'manage_space'], input: ({ space }) => ({ space }) },
  'invite.revoke': { needs: ['invite', 'manage_space'], input: ({ space }) => ({ space, invite: randomUUID() }) },
  'request.list': { needs: 'manage_space', input: ({ space }) => ({ space }) },
  'request.accept': { needs: 'manage_space', input: async ({ space, asking }) => ({ space, user: await asking() }) },
  'request.decline': { needs: 'manage_space', input: async ({ space, asking }) => ({ space, user: await asking() }) },
  'screening.get': { needs: 'lives', input: ({ space }) => ({ space }) },
  'screening.set': {
    needs: 'manage_space',
    input: ({ space }) => ({ space, welcome: { text: `Welcome ${++count}`, rooms: [] } }),
  },
  'room.get': { needs: 'lives', inRoom: true, input: ({ room }) => ({ room }) },
  'room.history': { needs: 'lives', inRoom: true, input: ({ room }) => ({ room }) },
  'cursor.move': { needs: 'lives', inRoom: true, input: ({ room }) => ({ room, seq: 1 }) },
  'message.send': { needs: 'send', inRoom: true, input: ({ room }) => ({ room, id: uuid7(), text: 'said' }) },
  'poll.create': {
    needs: 'send',
    inRoom: true,
    input: ({ room }) => ({ room, id: uuid7(), question: 'When?', answers: ['now', 'later'] }),
  },
  'message.pin': { needs: 'pin', inRoom: true, input: ({ room, seq }) => ({ room, seq }) },
  'message.unpin': { needs: 'pin', inRoom: true, input: ({ room, seq }) => ({ room, seq }) },
  'message.delete': {
    needs: 'manage_messages',
    inRoom: true,
    input: async ({ room, said }) => ({ room, seq: await said() }),
  },
  'preview.remove': {
    needs: 'manage_messages',
    inRoom: true,
    input: async ({ room, said }) => ({ room, seq: await said() }),
  },
  'reaction.add': {
    needs: 'react',
    inRoom: true,
    input: async ({ room, seq }) => {
      await sql('delete from reaction where room = $1', [room])
      await sql('delete from reaction_count where room = $1', [room])
      return { room, seq, emoji: '👍' }
    },
  },
  'reaction.remove': { needs: 'acts', inRoom: true, input: ({ room, seq }) => ({ room, seq, emoji: '👍' }) },
  'thread.create': {
    needs: 'send_in_threads',
    inRoom: true,
    input: async ({ room, said }) => ({ room, seq: await said() }),
  },
  'thread.change': {
    needs: 'manage_threads',
    inRoom: true,
    input: ({ thread }) => ({ room: thread, locked: count++ % 2 === 0 }),
  },
  'thread.list': { needs: 'lives', inRoom: true, input: ({ room }) => ({ room }) },
  'preference.set': { needs: 'lives', inRoom: true, input: ({ room }) => ({ room, favourite: true }) },
  // Nobody gets the space from somebody else's hands.
  'space.hand_over': { needs: 'owner', input: ({ space, other }) => ({ space, user: other.user }) },
} satisfies { readonly [C in CommandName]?: Row<C> }

const { ground, people } = await build()

const expected = (who: string, { needs, inRoom }: Row): string => {
  if (who === 'stranger') return inRoom ? 'ROOM_NOT_FOUND' : 'SPACE_NOT_FOUND'
  if (needs === 'lives' || who === 'owner') return 'ok'
  if (needs === 'owner') return 'NOT_ALLOWED'
  if (who === 'administrator') return 'ok'
  if (needs === 'acts') return who === 'timed out' || who === 'before the rules' ? 'NOT_ALLOWED' : 'ok'
  return [needs].flat().includes(who as PermissionName) ? 'ok' : 'NOT_ALLOWED'
}

test('the table has at least 900 cells', () => {
  expect(Object.keys(rows).length * people.length).toBeGreaterThanOrEqual(900)
})

test.each(Object.keys(rows) as (keyof typeof rows)[])(
  '%s is for whoever has the permission that it takes',
  async (command) => {
    const row = rows[command] as Row
    const told: [string, string][] = []
    for (const [who, person] of people) {
      const answer = await ask(person, command, (await row.input(ground)) as Input<CommandName>)
      told.push([who, 'ok' in answer ? 'ok' : answer.error.name])
    }
    expect(Object.fromEntries(told)).toEqual(Object.fromEntries(people.map(([who]) => [who, expected(who, row)])))
  },
)

/** Of what a command takes, what waits for a second factor. */
const waits = ({ needs }: Row): boolean =>
  needs === 'owner' ||
  [needs].flat().every((name) => name in permissions && hasPermission(moderating, name as PermissionName))

test('in a space that asks for a second factor, whoever has none is told so by each command that waits for one, and by no other', async () => {
  const { ground, people } = await build()
  const guard = (asks: boolean) => sql('update space set second_factor = $2 where id = $1', [ground.space, asks])
  const who = new Map(people)
  for (const command of Object.keys(rows) as (keyof typeof rows)[]) {
    const row = rows[command] as Row
    const holder = [row.needs].flat().find((name) => name in permissions) ?? 'no role'
    for (const name of ['owner', 'administrator', holder, 'no role', 'stranger']) {
      await guard(false)
      const input = (await row.input(ground)) as Input<CommandName>
      await guard(true)
      const answer = await ask(who.get(name) as Person, command, input)
      const may = expected(name, row)
      const is = 'ok' in answer ? 'ok' : answer.error.name
      expect(is, `${command} by ${name}`).toBe(may === 'ok' && waits(row) ? 'FACTOR_MISSING' : may)
    }
  }
  for (const [, { user }] of people)
    await sql('insert into factor (person, holds, epoch, seq) values ($1, true, 1, 1)', [user])
  for (const [name, person] of [...who].filter(([name]) => name === 'administrator' || name === 'kick'))
    expect(await ok(person, 'resident.remove', { space: ground.space, user: await ground.victim() }), name).toBeTruthy()
})

test('every command that may say that a second factor is missing says so of a permission, or of the owner', () => {
  const declared = Object.entries(commands).filter(
    ([, { owner, errors, needs }]: [string, Command]) =>
      owner === 'chat' && needs === undefined && errors.includes('FACTOR_MISSING'),
  )
  const owners = ['space.hand_over', 'space.delete', 'space.keep']
  expect(declared.map(([name]) => name).toSorted()).toEqual([...Object.keys(takes), ...owners].toSorted())
})

test('a space that is not there, and one where one does not live, look the same to each command', async () => {
  const { ground: here, people: there } = await build()
  const [, stranger] = there.at(-1) as readonly [string, Person]
  for (const command of Object.keys(rows) as (keyof typeof rows)[]) {
    const row = rows[command] as Row
    const input = (await row.input(here)) as Record<string, unknown>
    const elsewhere = { ...input, ...('space' in input ? { space: randomUUID() } : { room: randomUUID() }) }
    const answers = [
      await ask(stranger, command, input as Input<CommandName>),
      await ask(stranger, command, elsewhere as Input<CommandName>),
    ]
    expect(answers[0], command).toEqual(answers[1])
  }
})
