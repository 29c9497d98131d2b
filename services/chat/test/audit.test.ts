/** What is kept of who has done what in a space, and who sees it. */
import { type Act, audited, type CommandName, type Input } from '@parley/protocol'
import { openToMend } from '@parley/service-kit'
import { afterAll, describe, expect, test } from 'vitest'
import { pruneAudit } from '../src/audit.ts'
import { type Guild, guildsOf } from './guild.ts'
import { previewed } from './previewed.ts'
import { type Person, useChat } from './running-chat.ts'
import { uuid7 } from './uuid7.ts'

const running = await useChat()
const { ok, error, people, sql, environment } = running
const { found, role, say, sticker } = guildsOf(running)
const chat = await openToMend(environment.adminUrl, 'chat')
afterAll(() => chat[Symbol.asyncDispose]())

const read = async (person: Person, space: string, asked: Partial<Input<'audit.list'>> = {}) =>
  (await ok(person, 'audit.list', { space, ...asked })).entries

/** Each of them changes something; in an order in which all may be done. */
const deeds = async (ann: Person, bob: Person, eve: Person, joe: Person, { space, room }: Guild) => {
  const invite = await ok(ann, 'invite.create', { space, approval: true })
  for (const person of [eve, joe]) await ok(person, 'invite.accept', { code: invite.code })
  const { role: id } = await ok(ann, 'role.create', { space, name: 'Helper' })
  const { category } = await ok(ann, 'category.create', { space, name: 'Talk' })
  const made = await ok(ann, 'room.create', { kind: 'text', space, name: 'Made' })
  const seq = await say(bob, room)
  const root = await say(bob, room)
  const poll = await ok(bob, 'poll.create', { room, id: uuid7(), question: 'When?', answers: ['1', '2'] })
  const { room: thread } = await ok(bob, 'thread.create', { room, seq: root, name: 'Thread' })
  const link = await previewed(running, bob, room)
  const wave = await sticker({ space })
  const whom = { space, user: bob.user }
  const users = [bob.user]
  return {
    'role.create': [
      undefined,
      { role: id, after: { name: 'Helper', colour: 0, place: 1, may: [], mentionable: false } },
    ],
    'category.create': [undefined, { category, after: { name: 'Talk' } }],
    'room.create': [undefined, { room: made.room, after: { name: 'Made', kind: 'text' } }],
    'role.change': [
      { space, role: id, name: 'Aide', may: ['pin'] },
      { before: { name: 'Helper', may: [] }, after: { name: 'Aide', may: ['pin'] } },
    ],
    'role.grant': [
      { space, role: id, users },
      { user: bob.user, role: id },
    ],
    'role.revoke': [
      { space, role: id, users },
      { user: bob.user, role: id },
    ],
    'override.set': [
      { space, in: { room: made.room }, of: { role: id }, allow: ['send'], deny: [] },
      { room: made.room, role: id, after: { allow: ['send'], deny: [] } },
    ],
    'override.remove': [
      { space, in: { room: made.room }, of: { role: id } },
      { before: { allow: ['send'], deny: [] } },
    ],
    'role.delete': [
      { space, role: id },
      { role: id, before: { name: 'Aide' } },
    ],
    'category.change': [
      { space, category, name: 'Chat' },
      { before: { name: 'Talk' }, after: { name: 'Chat' } },
    ],
    'space.arrange': [{ space, rooms: [{ room: made.room, place: 9 }] }, {}],
    'category.delete': [{ space, category }, { before: { name: 'Chat' } }],
    'room.change': [
      { room: made.room, topic: 'New' },
      { room: made.room, before: { topic: '' }, after: { topic: 'New' } },
    ],
    'room.delete': [{ room: made.room }, { room: made.room, before: { name: 'Made' } }],
    'space.change': [
      { space, description: 'Ours' },
      { before: { description: '' }, after: { description: 'Ours' } },
    ],
    'space.delete': [{ space }, {}],
    'space.keep': [{ space }, {}],
    'resident.change': [
      { ...whom, nick: 'Bobby' },
      { user: bob.user, before: { nick: '' }, after: { nick: 'Bobby' } },
    ],
    'resident.time_out': [
      { ...whom, in_ms: 1_000, reason: 'Loud' },
      { user: bob.user, reason: 'Loud' },
    ],
    'message.pin': [
      { room, seq },
      { user: bob.user, room, seqs: [seq] },
    ],
    'message.unpin': [
      { room, seq },
      { room, seqs: [seq] },
    ],
    'preview.remove': [
      { room, seq: link },
      { user: bob.user, room, seqs: [link] },
    ],
    'message.delete': [
      { room, seqs: [seq] },
      { user: bob.user, room, seqs: [seq] },
    ],
    'poll.close': [
      { room, seq: poll.seq },
      { user: bob.user, room, seqs: [poll.seq] },
    ],
    'thread.change': [
      { room: thread, locked: true },
      { room, thread, before: { locked: false }, after: { locked: true } },
    ],
    'resident.remove': [
      { ...whom, reason: 'Rude' },
      { user: bob.user, reason: 'Rude' },
    ],
    'ban.add': [
      { space, users, reason: 'Spam' },
      { user: bob.user, reason: 'Spam' },
    ],
    'ban.remove': [whom, { user: bob.user }],
    'screening.set': [
      { space, rules: ['Be kind'] },
      { before: { rules: [] }, after: { rules: ['Be kind'] } },
    ],
    'invite.create': [{ space, uses: 2 }, { after: { uses: 2, approval: false } }],
    'invite.revoke': [
      { space, invite: invite.invite },
      { user: ann.user, before: { invite: invite.invite } },
    ],
    'request.accept': [{ space, user: eve.user }, { user: eve.user }],
    'request.decline': [{ space, user: joe.user }, { user: joe.user }],
    'filter.set': [
      { space, filter: category, name: 'Words', found: { words: ['bad'] }, outcome: 'flag' },
      { after: { name: 'Words', outcome: 'flag', words: 1 } },
    ],
    'filter.remove': [{ space, filter: category }, { before: { name: 'Words', outcome: 'flag', words: 1 } }],
    'sticker.set': [
      { space, sticker: wave, name: 'hello' },
      { before: { name: 'wave' }, after: { name: 'hello' } },
    ],
    'sticker.remove': [{ space, sticker: wave }, { before: { name: 'hello' } }],
    'emoji.set': [{ space, emoji: category, name: 'party' }, { after: { name: 'party' } }],
    'emoji.remove': [{ space, emoji: category }, { before: { name: 'party' } }],
  } as const satisfies Partial<Record<Act, readonly [input: object | undefined, told: object]>>
}

test('every act that is kept is one entry: who, what, to whom, why, and what it was before', async () => {
  const [ann, bob, eve, joe] = await people('Ann', 'Bob', 'Eve', 'Joe')
  const guild = await found(ann, bob)
  const all = await deeds(ann, bob, eve, joe, guild)
  for (const [did, [input, told]] of Object.entries(all)) {
    if (input) await ok(ann, did as CommandName, input as Input<CommandName>)
    const own = await read(ann, guild.space, { did })
    expect(own, did).toHaveLength(did === 'invite.create' ? 2 : 1)
    expect(own[0], did).toMatchObject({ by: ann.user, did, ...told })
  }
  const rest = audited.filter((did) => !(did in all))
  expect(rest).toEqual(['space.hand_over', 'post.tag', 'announcement.follow', 'announcement.unfollow', 'message.flag'])
  expect(await read(ann, guild.space)).toHaveLength(Object.keys(all).length + 1)
})

describe('the audit log', () => {
  test('keeps nothing of what changes nothing, of what one does for oneself, and of groups', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { space, room } = await found(ann, bob)
    const seq = await say(bob, room)
    await ok(bob, 'message.delete', { room, seq })
    await ok(bob, 'resident.change', { space, user: bob.user, nick: 'B' })
    await ok(ann, 'space.change', { space, name: 'Guild' })
    const group = await running.group(ann, bob)
    await ok(ann, 'message.pin', { room: group.room, seq: await say(bob, group.room) })
    expect(await read(ann, space)).toEqual([])
    expect(await sql('select 1 from audit where room = $1', [group.room])).toEqual([])
  })

  test('is for who has the right, by page and by filter', async () => {
    const [ann, bob, eve] = await people('Ann', 'Bob', 'Eve')
    const guild = await found(ann, bob, eve)
    const { space } = guild
    expect((await error(bob, 'audit.list', { space })).name).toBe('NOT_ALLOWED')
    const id = await role(ann, guild, ['view_audit', 'rename'], bob)
    for (const nick of ['A', 'B', 'C']) await ok(bob, 'resident.change', { space, user: eve.user, nick })
    const all = await read(bob, space)
    expect(all.map(({ did }) => did)).toEqual([
      ...Array.from({ length: 3 }, () => 'resident.change'),
      'role.grant',
      'role.create',
    ])
    const paged: typeof all = []
    for (let after: string | undefined, first = true; first || after; first = false) {
      const page = await ok(bob, 'audit.list', { space, limit: 2, ...(after ? { after } : {}) })
      paged.push(...page.entries)
      after = page.next
    }
    expect(paged).toEqual(all)
    expect((await read(bob, space, { by: bob.user })).length).toBe(3)
    expect((await read(bob, space, { user: bob.user })).map(({ role: of }) => of)).toEqual([id])
    expect((await read(bob, space, { by: ann.user, user: eve.user })).length).toBe(0)
    const outsider = (await people('Out'))[0]
    expect((await error(outsider, 'audit.list', { space })).name).toBe('SPACE_NOT_FOUND')
    expect((await error(bob, 'audit.list', { space, after: '1.x' })).name).toBe('BAD_INPUT')
  })

  test('tells nothing of a room, a category or a private thread that its reader does not see', async () => {
    const [ann, bob, eve] = await people('Ann', 'Bob', 'Eve')
    const guild = await found(ann, bob, eve)
    const { space, room } = guild
    await role(ann, guild, ['view_audit'], bob)
    const { category } = await ok(ann, 'category.create', { space, name: 'Secret' })
    const hidden = await ok(ann, 'room.create', { kind: 'text', space, name: 'Layoffs', category })
    await ok(ann, 'override.set', { space, in: { category }, of: { role: 0 }, allow: [], deny: ['view'] })
    await ok(ann, 'room.change', { room: hidden.room, topic: 'Who goes' })
    const { room: thread } = await ok(eve, 'thread.create', {
      room,
      seq: await say(eve, room),
      private: true,
      name: 'Whisper',
    })
    await ok(ann, 'thread.change', { room: thread, name: 'Known' })
    const seen = await read(bob, space)
    const told = JSON.stringify(seen)
    for (const secret of ['Secret', 'Layoffs', 'Who goes', 'Whisper', 'Known', hidden.room, category, thread])
      expect(told, secret).not.toContain(secret)
    expect(seen.map(({ did }) => did)).toEqual(['role.grant', 'role.create'])
    expect((await read(ann, space)).length).toBe(seen.length + 5)
    await ok(ann, 'room.delete', { room: hidden.room })
    await ok(ann, 'category.delete', { space, category })
    expect(await read(bob, space)).toEqual(seen)
    expect((await read(ann, space)).length).toBe(seen.length + 7)
  })

  test('goes on behind entries that its reader does not see, however many they are', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const guild = await found(ann, bob)
    const { space } = guild
    await role(ann, guild, ['view_audit'], bob)
    await sql(
      `insert into audit (space, did, room) select $1, 'room.change', gen_random_uuid() from generate_series(1, 2500)`,
      [space],
    )
    const read: unknown[] = []
    let pages = 0
    for (let after: string | undefined, first = true; first || after; first = false, pages++) {
      const page = await ok(bob, 'audit.list', { space, ...(after ? { after } : {}) })
      read.push(...page.entries)
      after = page.next
    }
    expect(read.length).toBe(2)
    expect(pages).toBe(3)
  })

  test('is pruned when its time is over, and not before', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { space } = await found(ann, bob)
    for (const nick of ['A', 'B']) await ok(ann, 'resident.change', { space, user: bob.user, nick })
    const age = (nick: string, days: number) =>
      sql(`update audit set at = at - $3 * interval '1 day' where space = $1 and change #>> '{after,nick}' = $2`, [
        space,
        nick,
        days,
      ])
    await age('A', 31)
    await age('B', 29)
    expect((await pruneAudit(chat.db, 30).run()).entries).toBeGreaterThanOrEqual(1)
    expect((await read(ann, space)).map(({ after }) => after)).toEqual([{ nick: 'B' }])
  })
})
