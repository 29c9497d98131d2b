/** An account is closed: what is left of whoever had it, in every table of every service. */
import { createHash } from 'node:crypto'
import { authExporting } from '@parley/auth'
import { chatExporting } from '@parley/chat'
import { uuid7 } from '@parley/client'
import { contactsExporting } from '@parley/contacts'
import { filesExporting } from '@parley/files'
import { linesOf, readZip } from '@parley/files/testing'
import { notifyExporting } from '@parley/notify'
import { services } from '@parley/platform'
import { presenceExporting } from '@parley/presence'
import type { EventFrame, Input } from '@parley/protocol'
import type { ExportStep } from '@parley/service-kit'
import { openAdmin } from '@parley/service-kit/testing'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { eventually } from '../setup/eventually.ts'
import { goes, kindOf, left, leftInside } from '../setup/left-of-accounts.ts'
import { notArchived } from '../setup/left-of-archives.ts'
import { type Person, password, startWorld, type World } from '../setup/world.ts'

const name = 'Zebulon Quirk'
const otherName = 'Ysolde Quill'
const said = 'what somebody said who is gone'
const schemas = services.map(({ service }) => service.name)

let world: World
let admin: ReturnType<typeof openAdmin>
let ann: Person
let bob: Person

beforeAll(async () => {
  world = await startWorld(inject('backing'), { files: true, env: { DELETION_GRACE_SECONDS: '0' } })
  admin = openAdmin(world.environment.adminUrl, 'auth', 1)
  ;[ann, bob] = await Promise.all([world.person('Ann'), world.person('Bob')])
})
afterAll(async () => {
  await admin.end()
  await world[Symbol.asyncDispose]()
})

const rows = async <Row>(sql: string, values: unknown[] = []): Promise<Row[]> => (await admin.query(sql, values)).rows

interface Column {
  readonly table: string
  readonly column: string
  readonly type: string
  readonly needed: boolean
}

const columnsSql = `
  select c.table_schema || '.' || c.table_name as table, c.column_name as column, c.udt_name as type,
    c.is_nullable = 'NO' and c.column_default is null and c.is_identity = 'NO' as needed
  from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
  where c.table_schema = any($1) and t.table_type = 'BASE TABLE' order by 1, c.ordinal_position`
const columns = () => rows<Column>(columnsSql, [schemas])
const isId = ({ type }: Column) => type === 'uuid' || type === '_uuid'

/** In which tables a text stands, in whatever column. */
const tablesWith = async (text: string): Promise<string[]> => {
  const found: string[] = []
  for (const table of new Set((await columns()).map((one) => one.table))) {
    const [schema, own] = table.split('.')
    const sql = `select 1 from "${schema}"."${own}" whole where whole::text like '%' || $1 || '%' limit 1`
    if ((await rows(sql, [text])).length > 0) found.push(table)
  }
  return found
}

const values: Readonly<Record<string, string>> = {
  uuid: 'gen_random_uuid()',
  text: `'x'`,
  bool: 'false',
  json: `'{}'`,
  jsonb: `'{}'`,
  bytea: `'\\x00'`,
  timestamptz: 'now()',
}
/** Where a rule of the table wants something else. */
const wanted: Readonly<Record<string, string>> = {
  'auth.restriction.kind': `'suspended'`,
  'auth.restriction.until': `now() - interval '1 day'`,
  'auth.staff.role': `'auditor'`,
  'chat.privacy.contact': `'everyone'`,
  'contacts.invitation.kind': `'invite'`,
  'contacts.invitation.state': `'declined'`,
  'contacts.card.state': `'cancelled'`,
  'files.usage.bytes': '1000',
  'files.usage.files': '1000',
  'notify.alert_place.level': `'loud'`,
  'notify.notification.state': `'read'`,
  'presence.choice.state': `'automatic'`,
  'presence.choice.last_seen': `'everyone'`,
}
const writtenAs = (column: Column): string =>
  wanted[`${column.table}.${column.column}`] ?? (column.type.startsWith('_') ? `'{}'` : (values[column.type] ?? '1'))

/** Whose rows refer to what has steps of its own, and are there by use. */
const usedInstead = [
  'files.archive.person',
  'files.archive_piece.person',
  'chat.resident.person',
  'chat.role_holder.person',
  'contacts.party_member.person',
]

/** A row of theirs by each column that is to go, beside what is there by their use of the platform. Gives those that would not be written. */
const fill = async (user: string): Promise<string[]> => {
  const all = await columns()
  const failed: string[] = []
  for (const own of all.filter(
    ({ table, column }) => kindOf(table, column) === 'goes' && !usedInstead.includes(`${table}.${column}`),
  )) {
    const others = all.filter(
      ({ table, column, needed }) =>
        table === own.table && (needed || `${table}.${column}` in wanted) && column !== own.column,
    )
    // Without what the row would have to refer to.
    const sql = `set local session_replication_role = replica; insert into ${own.table} (${[own, ...others].map(({ column }) => `"${column}"`).join(', ')})
      values (${[own.type === '_uuid' ? `array['${user}'::uuid]` : `'${user}'`, ...others.map(writtenAs)].join(', ')}) on conflict do nothing`
    await rows(sql).catch((reason) => failed.push(`${own.table}.${own.column}: ${reason.message}`))
  }
  return failed
}

const isClosed = (user: string) =>
  eventually(
    'the account is closed',
    async () => {
      const sql = 'select 1 from closing where account = $1 and closed_at is not null'
      return (await rows(sql, [user])).length > 0
    },
    40_000,
  )

interface Life extends Person {
  readonly file: string
  readonly group: string
  readonly direct: string
  readonly space: string
  /** Of Ann's message that did not come to them. */
  readonly undelivered: string
}

/** Somebody who has used what there is. */
const live = async (called: string): Promise<Life> => {
  const zeb = await world.person(called)
  const { token, user } = zeb
  const { room: group } = await world.post(
    'room.create',
    { kind: 'group', name: 'Plans', members: [ann.user, bob.user] },
    token,
  )
  const { space } = await world.post('space.create', { name: 'Club' }, token)
  const { seq } = await world.post('message.send', { room: group, id: uuid7(), text: said }, token)
  await world.post('message.edit', { room: group, seq, id: uuid7(), text: `${said}, once more` }, token)
  const hello = { room: group, id: uuid7(), text: `Hello <@${user}>` }
  const { seq: other } = await world.post('message.send', hello, ann.token)
  await world.post('reaction.add', { room: group, seq: other, emoji: '👍' }, token)
  const poll = { question: 'When?', answers: ['Now', 'Later'] }
  const { seq: asked } = await world.post('poll.create', { room: group, id: uuid7(), ...poll } as never, ann.token)
  await world.post('poll.vote', { room: group, seq: asked, answers: [0] }, token)
  const { room: direct } = await world.post('direct.send', { user: ann.user, id: uuid7(), text: said }, token)
  await world.post('cursor.move', { room: group, seq: other }, token)
  await world.post('bookmark.add', { room: group, seq }, token)
  await world.post('contact.request', { user: ann.user, id: uuid7() }, token)
  await world.post('block.add', { user: bob.user }, token)
  await world.post('alert.set', { levels: { mention: 'silent' } }, token)
  await world.post('presence.set', { status: 'away for good' }, token)
  const undelivered = uuid7()
  await world.post('message.send', { room: direct, id: undelivered, text: 'Are you still there?' }, ann.token)
  const form = new FormData()
  form.set('file', new Blob(['what a file says']), 'words.txt')
  const { post } = await world.post('file.upload', {}, token)
  const { file } = (await (await fetch(`${world.url}${post}`, { method: 'POST', body: form })).json()) as {
    file: string
  }
  return { ...zeb, group, direct, space, undelivered, file }
}

type Proof = NonNullable<Input<'account.close'>['proof']>

/** Two recovery codes, which they have been shown. */
const codesOf = async ({ user }: Person): Promise<readonly [Proof, Proof]> => {
  const codes = ['AAAABBBBCCCCDDDD', 'EEEEFFFFGGGGHHHH'] as const
  for (const code of codes)
    await rows('insert into recovery_code (account, hash) values ($1, $2)', [
      user,
      createHash('sha256').update(code).digest(),
    ])
  return [{ code: codes[0] }, { code: codes[1] }]
}

const close = ({ token }: Person, messages: 'remove' | 'anonymise', proof?: Proof) =>
  world.post('account.close', { password, messages, ...(proof ? { proof } : {}) }, token)

const exporting: Readonly<Record<string, readonly ExportStep[]>> = {
  auth: authExporting,
  chat: chatExporting,
  contacts: contactsExporting,
  files: filesExporting,
  notify: notifyExporting,
  presence: presenceExporting,
}

const saysReady = (frame: object): boolean => 'is' in frame && (frame.is as { state?: string }).state === 'ready'

/** As it is told while it is made, and downloaded. */
const archiveOf = async (person: Person, proof?: Proof): Promise<Map<string, Buffer>> => {
  await using client = await world.connect(person)
  const on = `files/archive/${person.user}`
  expect(await world.post('account.export', { password, ...(proof ? { proof } : {}) }, person.token)).toMatchObject({
    state: 'collecting',
    here: true,
  })
  expect(await client.call('topic.watch', { topics: [on] })).toEqual({ topics: [on], unknown: [] })
  await eventually(
    'the archive is told to be ready',
    async () => client.frames.some((frame) => 'on' in frame && frame.on === on && saysReady(frame)),
    60_000,
  )
  const { link } = await world.post('archive.link', {}, person.token)
  return readZip(Buffer.from(await (await fetch(world.url + link)).arrayBuffer()))
}

const nameOf = (error: { readonly name: string }) => error.name
const historyOf = async (room: string): Promise<readonly EventFrame[]> =>
  (await world.post('room.history', { room }, ann.token)).events as readonly EventFrame[]

test('every column of an id is said to be of nobody, to go with an account, or to stay, with the reason', async () => {
  const unsaid = (await columns()).filter((one) => isId(one) && kindOf(one.table, one.column) === undefined)
  expect(unsaid.map(({ table, column }) => `${table}.${column}`)).toEqual([])
})

test('every column that holds the id of somebody is in the lines of an archive, or is said not to be, with the reason', () => {
  const archived = Object.entries(exporting).flatMap(([service, steps]) =>
    steps.flatMap(({ of }) => of.map((one) => `${service}.${one}`)),
  )
  const theirs = [...goes, ...Object.keys(left)]
  expect(theirs.filter((one) => !archived.includes(one) && !(one in notArchived)).toSorted()).toEqual([])
  expect(Object.keys(notArchived).filter((one) => archived.includes(one) || !theirs.includes(one))).toEqual([])
})

test('an archive is for who has proved who they are: their session, and nobody else', async () => {
  const zoe = await world.person('Zoe')
  const wrong = { password: `${password}!` }
  expect(await world.post('account.export', wrong, zoe.token).catch(nameOf)).toBe('LOGIN_FAILED')
  expect(await world.post('archive.get', {}, zoe.token)).toEqual({})
  await world.post('account.export', { password }, zoe.token)
  const other = await world.post('session.create', { username: zoe.username, password })
  expect((await world.post('archive.get', {}, other.access)).archive).not.toHaveProperty('here')
  expect(await world.post('archive.link', {}, other.access).catch(nameOf)).toBe('ARCHIVE_NOT_FOUND')
  await using client = await world.connect(bob)
  const topics = [`files/archive/${zoe.user}`]
  expect(await client.call('topic.watch', { topics })).toEqual({ topics: [], unknown: topics })
  expect(await world.post('archive.remove', {}, zoe.token)).toEqual({})
  expect(await world.post('account.export', { password }, zoe.token).catch(nameOf)).toBe('ARCHIVE_TOO_SOON')
})

test('an archive has every edit, also of a message whose edits fit no message of NATS together', async () => {
  const zac = await world.person('Zac')
  const { room } = await world.post('room.create', { kind: 'group', name: 'Drafts', members: [] }, zac.token)
  const { seq } = await world.post('message.send', { room, id: uuid7(), text: 'first' }, zac.token)
  const texts = Array.from({ length: 45 }, (_, place) => `${place} ${'\u0001'.repeat(3_900)}.`)
  for (const text of texts) await world.post('message.edit', { room, seq, id: uuid7(), text }, zac.token)
  const zip = await archiveOf(zac)
  expect(linesOf(zip, 'chat/messages.jsonl')).toMatchObject([{ room, seq, is: { text: 'first' } }])
  const edits = linesOf(zip, 'chat/edits.jsonl')
  expect(edits.map(({ is }) => (is as { text: string }).text)).toEqual(texts)
  expect(edits[0]).toMatchObject({ room, seq })
})

describe('of whoever closes their account and wants what they said to be removed', () => {
  let zeb: Life
  let zip: Map<string, Buffer>

  beforeAll(async () => {
    zeb = await live(name)
    expect(await fill(zeb.user)).toEqual([])
    await rows('update files.usage set bytes = 1000, files = 1000 where owner = $1', [zeb.user])
    // One of the rows is a passkey: now a second factor is asked for.
    const [first, second] = await codesOf(zeb)
    zip = await archiveOf(zeb, first)
    expect(await close(zeb, 'remove').catch(nameOf)).toBe('BAD_INPUT')
    expect(await close(zeb, 'remove', first).catch(nameOf)).toBe('CODE_WRONG')
    await close(zeb, 'remove', second)
    await isClosed(zeb.user)
  })

  test('the archive that they took along has what there was of them, and nothing that opens an account', () => {
    // Rows of which their services see that nothing stands behind them, and which they may have removed by now.
    const fleeting = ['auth/mails.jsonl', 'contacts/parties.jsonl', 'files/uploads.jsonl']
    const without = Object.entries(exporting).flatMap(([service, steps]) =>
      steps
        .filter(({ of }) => of.some((one) => goes.includes(`${service}.${one}`)))
        .map(({ what }) => `${service}/${what}.jsonl`)
        .filter((entry) => !fleeting.includes(entry) && linesOf(zip, entry).length === 0),
    )
    expect(without).toEqual([])
    const texts = linesOf(zip, 'chat/messages.jsonl').map((line) => (line.is as { text: string }).text)
    expect(texts).toEqual([said, said])
    expect(linesOf(zip, 'chat/reactions.jsonl')).toMatchObject([{ room: zeb.group, emoji: '👍' }])
    expect(linesOf(zip, 'chat/votes.jsonl')).toMatchObject([{ answers: [0] }])
    expect(linesOf(zip, 'auth/account.jsonl')).toMatchObject([{ id: zeb.user, name }])
    expect(linesOf(zip, 'contacts/contacts.jsonl')).toContainEqual(
      expect.objectContaining({ other: bob.user, blocked: true }),
    )
    expect(zip.get(`files/bytes/${zeb.file}/words.txt`)?.toString()).toBe('what a file says')
    const all = [...zip.values()].join('\n')
    for (const secret of ['$argon2', zeb.refresh, 'Are you still there?']) expect(all).not.toContain(secret)
    expect(JSON.parse(zip.get('manifest.json')?.toString() ?? '')).toMatchObject({ account: zeb.user })
  })

  test('nothing is found in any table but what the list names', async () => {
    const all = (await columns()).filter(isId)
    const found: string[] = []
    for (const { table, column, type } of all) {
      const theirs = type === '_uuid' ? `$1 = any("${column}")` : `"${column}" = $1`
      if ((await rows(`select 1 from ${table} where ${theirs} limit 1`, [zeb.user])).length > 0)
        found.push(`${table}.${column}`)
    }
    expect(found.filter((one) => !(one in left) && !/\.(stream|streams|id)$/.test(one))).toEqual([])
    const named = new Set([
      ...Object.keys(left).map((one) => one.split('.').slice(0, 2).join('.')),
      ...Object.keys(leftInside),
    ])
    expect((await tablesWith(zeb.user)).filter((table) => !named.has(table))).toEqual([])
    expect(await tablesWith(name)).toEqual([])
    expect(await tablesWith(said)).toEqual([])
  })

  test('the receipt says of every service what has gone', async () => {
    const told = await rows<{ service: string; counts: Record<string, number> }>(
      'select service, counts from erasure where account = $1 order by service',
      [zeb.user],
    )
    expect(told.map(({ service }) => service)).toEqual([...schemas].sort())
    const { counts } = told.find(({ service }) => service === 'chat') ?? {}
    expect(counts).toMatchObject({ messages: 2, reactions: 1, votes: 1, groups: 1, spaces: 1, returned: 1 })
  })

  test('others see nobody of them, and have the group', async () => {
    const { users } = await world.post('user.get', { users: [zeb.user] }, ann.token)
    expect(users).toEqual([{ user: zeb.user, name: 'Deleted account' }])
    const { members } = await world.post('room.get', { room: zeb.group }, ann.token)
    expect(members.map(({ user, role }) => [user, role])).toContainEqual([ann.user, 'owner'])
    expect(members.some(({ user }) => user === zeb.user)).toBe(false)
    const direct = await world.post('room.get', { room: zeb.direct }, ann.token)
    expect(direct.name).toBe('Deleted account')
  })

  test('nobody logs in, and nobody else gets the username', async () => {
    const asked = { username: zeb.username, password }
    expect(await world.post('session.create', asked).catch(nameOf)).toBe('LOGIN_FAILED')
    expect(await world.post('account.create', { ...asked, name: 'Zoe' }).catch(nameOf)).toBe('USERNAME_TAKEN')
    expect(await world.post('room.list', {}, zeb.token).catch(nameOf)).toBe('SESSION_ENDED')
  })

  test('what did not come to them comes back, and nothing more is sent there', async () => {
    const sql = `select body from chat.event where stream = $1 and ev = 'message.returned' and key = $2`
    const [note] = await rows<{ body: object }>(sql, [ann.user, zeb.undelivered])
    expect(note?.body).toMatchObject({ user: zeb.user, room: zeb.direct, why: 'ACCOUNT_CLOSED' })
    const more = { room: zeb.direct, id: uuid7(), text: 'Hello?' }
    expect(await world.post('message.send', more, ann.token).catch(nameOf)).toBe('NOT_ALLOWED')
  })

  test('a name that comes from auth later brings them back nowhere', async () => {
    const late = `insert into chat.person (id, name, epoch, seq) values ($1, $2, 1, 9)
      on conflict (id) do update set name = excluded.name, epoch = excluded.epoch, seq = excluded.seq
      where (person.epoch, person.seq) <= (excluded.epoch, excluded.seq)`
    await rows(late, [zeb.user, name])
    expect(await tablesWith(name)).toEqual([])
    expect(
      await world.post('direct.send', { user: zeb.user, id: uuid7(), text: 'Hello?' }, bob.token).catch(nameOf),
    ).toBe('USER_NOT_FOUND')
  })
})

test('what somebody said stays, under the name of nobody, where they want that; a service that is away is waited for, and a step that fails is repeated', async () => {
  const zeb = await live(otherName)
  // A fault in the middle: until it is over, chat says so, and the others go on.
  await rows('alter table chat.reminder rename to away')
  await close(zeb, 'anonymise')
  await eventually(
    'all services but chat are done',
    async () => (await rows('select 1 from erasure where account = $1', [zeb.user])).length === schemas.length - 2,
    60_000,
  )
  expect(await rows('select 1 from closing where account = $1 and closed_at is not null', [zeb.user])).toEqual([])
  await rows('alter table chat.away rename to reminder')
  await isClosed(zeb.user)
  expect(await tablesWith(otherName)).toEqual([])
  const events = await historyOf(zeb.group)
  expect(events.find(({ ev, by }) => ev === 'message.sent' && by === zeb.user)?.is).toMatchObject({ text: said })
  const [counts] = await rows<{ counts: object }>(
    `select counts from erasure where account = $1 and service = 'chat'`,
    [zeb.user],
  )
  expect(counts?.counts).not.toHaveProperty('messages')
})

test('an account is kept, and closed by its password alone; other sessions end', async () => {
  const zoe = await world.person('Zoe')
  const wrong = { password: `${password}!`, messages: 'remove' } as const
  expect(await world.post('account.close', wrong, zoe.token).catch(nameOf)).toBe('LOGIN_FAILED')
  const second = await world.post('session.create', { username: zoe.username, password })
  // It is due in a while: as with another setting.
  await rows(`insert into closing (account, messages, due_at) values ($1, 'remove', now() + interval '1 hour')`, [
    zoe.user,
  ])
  const { at, ended } = await world.post('account.close', { password, messages: 'anonymise' }, zoe.token)
  expect(ended).toBe(1)
  expect(await world.post('session.refresh', { refresh: second.refresh }).catch(nameOf)).toBe('REFRESH_INVALID')
  expect((await world.post('account.get', {}, zoe.token)).closing).toEqual({ at, messages: 'anonymise' })
  expect(await world.post('account.keep', {}, zoe.token)).toEqual({})
  await rows(`insert into staff (account, role) values ($1, 'owner')`, [zoe.user])
  const owners = { password, messages: 'remove' } as const
  expect(await world.post('account.close', owners, zoe.token).catch(nameOf)).toBe('LAST_OWNER')
  expect(await world.post('account.get', {}, zoe.token)).not.toHaveProperty('closing')
})

test('a picture of somebody goes with their account', async () => {
  const eve = await world.person('Eve')
  const image = await sharp({ create: { width: 9, height: 9, channels: 3, background: '#774488' } })
    .png()
    .toBuffer()
  const form = new FormData()
  form.set('file', new Blob([new Uint8Array(image)]), 'face.png')
  const headers = { authorization: `Bearer ${eve.token}` }
  const { file } = await (await fetch(`${world.url}/files`, { method: 'POST', headers, body: form })).json()
  await world.post('profile.change', { picture: file }, eve.token)
  const left = () =>
    rows('select 1 from files.file where id = $1 union all select 1 from files.reference where file = $1', [file])
  expect(await left()).toHaveLength(2)
  await world.post('account.close', { password, messages: 'anonymise' }, eve.token)
  await eventually('it is gone', async () => (await left()).length === 0)
  expect(await rows('select picture from chat.person where id = $1 and picture is not null', [eve.user])).toEqual([])
})
