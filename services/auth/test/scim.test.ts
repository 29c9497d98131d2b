/** SCIM 2.0 as directories speak it: what RFC 7644 has in its sections 3.3 to 3.6, and what Okta and Entra send. */
import { randomUUID } from 'node:crypto'
import { openToMend } from '@parley/service-kit'
import { expect, test } from 'vitest'
import { appointBy } from '../src/index.ts'
import { listenEnded, useAuth } from './running-auth.ts'

const issuerUrl = 'https://id.example.org'
const auth = await useAuth({
  OIDC_ISSUERS: `studio=${issuerUrl}|parley`,
  OIDC_CLIENTS: 'studio=parley-web',
  OIDC_ROLES: 'studio|Wardens=moderator',
  PUBLIC_URL: 'http://chat.example.org',
  SCIM_ISSUER: 'studio',
})
const { url, ok, error, signUp, sql, bus, adminUrl } = auth

const appoint = async (user: string, role: 'owner' | 'admin') => {
  await using mended = await openToMend(adminUrl, 'auth')
  await appointBy(mended.db, user, role, 'because of the test')
}
const at = ({ user, session }: { user: string; session: string }) => ({ user, session, address: '192.0.2.8' })
const olga = await signUp('olga')
await appoint(olga.user, 'owner')

const keyFor = (scopes: string[], more = {}) =>
  ok('key.create', { key: randomUUID(), name: 'Directory', scopes, ...more }, at(olga))
const directory = await keyFor(['scim:write'])

interface Answer {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: what a directory reads
  readonly body: any
}

const ask = async (
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> => {
  const response = await fetch(`${url}/scim/v2${path}`, {
    method,
    headers: {
      host: 'chat.example.org',
      authorization: `Bearer ${directory.secret}`,
      ...(body === undefined ? {} : { 'content-type': 'application/scim+json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) }
}

const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User'
const groupSchema = 'urn:ietf:params:scim:schemas:core:2.0:Group'
const person = (userName: string, more: object = {}) => ({
  schemas: [userSchema],
  userName,
  externalId: `ext-${userName}`,
  name: { formatted: 'Barbara Jensen', familyName: 'Jensen', givenName: 'Barbara' },
  emails: [{ value: `${userName}@example.org`, type: 'work', primary: true }],
  ...more,
})
const made = async (userName: string, more: object = {}) => {
  const { status, body } = await ask('POST', '/Users', person(userName, more))
  expect(status, JSON.stringify(body)).toBe(201)
  return body
}
const patch = (...Operations: object[]) => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations,
})
const found = async (path: '/Users' | '/Groups', filter: string) => {
  const { status, body } = await ask('GET', `${path}?filter=${encodeURIComponent(filter)}`)
  expect(status, JSON.stringify(body)).toBe(200)
  // biome-ignore lint/suspicious/noExplicitAny: what a directory reads
  return body.Resources.map((one: any) => one.userName ?? one.displayName)
}
const refusal = (status: number, scimType?: string) => ({
  status,
  body: {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
    status: String(status),
    ...(scimType && { scimType }),
    detail: expect.any(String),
  },
})
const viewOf = (user: string) => ok('account.get', {}, { user, session: randomUUID() })
const standingOf = async (user: string) => (await viewOf(user)).restrictions?.map(({ kind }) => kind) ?? []

/** Somebody made by the directory, with a session of theirs. */
const withSession = async (userName: string) => {
  const { id } = await made(userName)
  const opened = await sql(
    `insert into session (id, account, device, address, expires_at) values (gen_random_uuid(), $1, '', '', now() + interval '1 day') returning id`,
    [id],
  )
  return { id, session: opened[0]?.id as string }
}

test('a user is made, told with its place and version, and found under both names', async () => {
  const { status, headers, body } = await ask(
    'POST',
    '/Users',
    person('bjensen', { displayName: 'Babs Jensen', title: 'Guide' }),
  )
  expect(status).toBe(201)
  expect(headers.get('content-type')).toMatch(/^application\/scim\+json/)
  expect(headers.get('location')).toBe(`http://chat.example.org/scim/v2/Users/${body.id}`)
  expect(headers.get('etag')).toBe(body.meta.version)
  expect(body).toMatchObject({
    schemas: [userSchema],
    userName: 'bjensen',
    displayName: 'Babs Jensen',
    active: true,
    emails: [{ value: 'bjensen@example.org', type: 'work', primary: true }],
    meta: { resourceType: 'User', version: expect.stringMatching(/^W\/"/), location: headers.get('location') },
  })
  expect(body).not.toHaveProperty('title')
  expect((await ask('GET', `/Users/${body.id}`)).body).toEqual(body)
  expect(await ask('GET', `/Users/${body.id}`, undefined, { 'if-none-match': body.meta.version })).toMatchObject({
    status: 304,
  })
  expect(await found('/Users', 'userName eq "BJensen"')).toEqual(['bjensen'])
  expect(await sql('select issuer, subject from identity where account = $1', [body.id])).toEqual([
    { issuer: issuerUrl, subject: 'ext-bjensen' },
  ])
  expect((await ok('user.get', { users: [body.id] }, at(olga))).users).toMatchObject([{ name: 'Babs Jensen' }])
})

test('filters find whom they say, pages follow each other, and only what is asked for is told', async () => {
  for (const name of ['ann.a', 'ann.b', 'ann.c']) await made(name)
  await made('ann.off', { active: false })
  expect(await found('/Users', 'externalId eq "ext-ann.a"')).toEqual(['ann.a'])
  expect(await found('/Users', 'externalId eq "EXT-ann.a"')).toEqual([])
  expect(await found('/Users', 'emails.value eq "ANN.B@example.org"')).toEqual(['ann.b'])
  expect(await found('/Users', 'emails[value sw "ann.c"]')).toEqual(['ann.c'])
  expect(await found('/Users', `${userSchema}:userName sw "ann." and active eq false`)).toEqual(['ann.off'])
  expect(await found('/Users', 'userName sw "ann." and not (userName eq "ann.a" or active eq "False")')).toEqual([
    'ann.b',
    'ann.c',
  ])
  const { id } = (await ask('GET', '/Users?filter=userName%20eq%20%22ann.a%22')).body.Resources[0]
  expect(await found('/Users', `id eq "${id}" and userName pr`)).toEqual(['ann.a'])
  const page = await ask('GET', '/Users?filter=userName%20sw%20%22ann.%22&startIndex=2&count=2&attributes=userName')
  expect(page.body).toEqual({
    schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
    totalResults: 4,
    startIndex: 2,
    itemsPerPage: 2,
    Resources: ['ann.b', 'ann.c'].map((userName) => ({ schemas: [userSchema], id: expect.any(String), userName })),
  })
  expect((await ask('GET', '/Users?count=0')).body).toMatchObject({ itemsPerPage: 0, Resources: [] })
  expect((await ask('GET', '/Users?count=1&excludedAttributes=emails,name')).body.Resources[0]).not.toHaveProperty(
    'emails',
  )
  expect(await found('/Users', 'userName eq "olga"')).toEqual([])
})

test('a filter that is too deep, too long, or none is refused, and what is in quotes never is more than a text', async () => {
  const bad = [
    `${'('.repeat(30)}userName pr${')'.repeat(30)}`,
    `userName eq "${'a'.repeat(1_000)}"`,
    Array.from({ length: 60 }, () => 'id pr').join(' or '),
    'userName',
    'userName eq',
    'userName eq "a',
    'userName gt "a"',
    'password eq "a"',
    '__proto__ pr',
    'userName eq "a" or',
    'active eq "perhaps"',
    'userName eq "a"; drop table account',
    String.raw`userName eq "\u0000"`,
    String.raw`userName eq "\ud800"`,
    '',
  ]
  for (const filter of bad)
    expect(await ask('GET', `/Users?filter=${encodeURIComponent(filter)}`), filter).toMatchObject(
      refusal(400, 'invalidFilter'),
    )
  expect(await found('/Users', `userName eq "x' or 1=1 --"`)).toEqual([])
  expect(await found('/Users', 'userName co "%"')).toEqual([])
  expect(await ask('GET', '/Users?count=many')).toMatchObject(refusal(400, 'invalidValue'))
})

test('of two who make one user at once one does, and the other is told that it is there', async () => {
  const answers = await Promise.all(
    [1, 2].map(() => ask('POST', '/Users', person('racer', { externalId: randomUUID() }))),
  )
  expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409])
  expect(answers.find(({ status }) => status === 409)).toMatchObject(refusal(409, 'uniqueness'))
  const others = await Promise.all(
    ['racer.a', 'racer.b'].map((name) => ask('POST', '/Users', person(name, { externalId: 'one' }))),
  )
  expect(others.map(({ status }) => status).toSorted()).toEqual([201, 409])
  expect(await ask('POST', '/Users', person('olga'))).toMatchObject(refusal(409, 'uniqueness'))
})

test('of many who change to one name at once one has it, and the others are told that it is there', async () => {
  const names = Array.from({ length: 6 }, (_, place) => `rival.${place}`)
  const users = (await Promise.all(names.map((name) => made(name)))).map(({ id }) => id as string)
  const groups = await Promise.all(names.map((displayName) => ask('POST', '/Groups', { displayName })))
  const change = async (path: string, ids: readonly string[], what: string, value: string) => {
    const answers = await Promise.all(
      ids.map((id) => ask('PATCH', `${path}/${id}`, patch({ op: 'replace', path: what, value }))),
    )
    const refused = answers.filter(({ status }) => status >= 300)
    expect(refused.length, what).toBe(ids.length - 1)
    for (const answer of refused) expect(answer).toMatchObject(refusal(409, 'uniqueness'))
  }
  await change('/Users', users, 'externalId', 'the one')
  await change('/Users', users, 'userName', 'the.one')
  const ids = groups.map(({ body }) => body.id as string)
  for (let round = 0; round < 10; round++) {
    await change('/Groups', ids, 'displayName', `The One ${round}`)
    const externalId = `one ${round}`
    const answers = await Promise.all([
      ask('POST', '/Users', person(`newcomer.${round}`, { externalId })),
      ask('PATCH', `/Users/${users[0]}`, patch({ op: 'replace', path: 'externalId', value: externalId })),
    ])
    expect(answers.filter(({ status }) => status === 409)).toMatchObject([refusal(409, 'uniqueness')])
  }
})

test('a change is by PUT and by PATCH in the forms of the standard, of Okta and of Entra', async () => {
  const { id, meta } = await made('carla')
  const changed = (...operations: object[]) => ask('PATCH', `/Users/${id}`, patch(...operations))
  const first = await changed({ op: 'replace', path: 'displayName', value: 'Carla Ångström' })
  expect(first).toMatchObject({ status: 200, body: { displayName: 'Carla Ångström' } })
  expect(first.body.meta.version).not.toBe(meta.version)
  const { body } = await changed(
    { op: 'Replace', path: 'name.givenName', value: 'Carla' },
    { op: 'Add', path: 'emails[type eq "work"].value', value: 'c@example.org' },
    { op: 'Add', path: 'emails[type eq "home"].value', value: 'home@example.org' },
    { op: 'replace', value: { id, 'name.familyName': 'Berg', externalId: 'c-2' } },
    { op: 'Add', path: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department', value: 'Games' },
  )
  expect(body).toMatchObject({
    externalId: 'c-2',
    name: { givenName: 'Carla', familyName: 'Berg' },
    emails: [
      { value: 'c@example.org', type: 'work' },
      { value: 'home@example.org', type: 'home' },
    ],
  })
  expect(await sql('select subject from identity where account = $1', [id])).toEqual([{ subject: 'c-2' }])
  expect((await changed({ op: 'remove', path: 'emails[type eq "home"]' })).body.emails).toHaveLength(1)
  const put = await ask('PUT', `/Users/${id}`, {
    schemas: [userSchema],
    userName: 'carla.b',
    displayName: 'Carla Berg',
  })
  expect(put).toMatchObject({ status: 200, body: { userName: 'carla.b', displayName: 'Carla Berg', active: true } })
  expect(put.body).not.toHaveProperty('emails')
  for (const [operation, type] of [
    [{ op: 'replace', path: 'shoeSize', value: 1 }, 'invalidPath'],
    [{ op: 'replace', path: 'emails[', value: 1 }, 'invalidPath'],
    [{ op: 'replace', path: 'emails[value co "nobody"].value', value: 'x@example.org' }, 'noTarget'],
    [{ op: 'remove' }, 'noTarget'],
    [{ op: 'replace', path: 'id', value: 'x' }, 'mutability'],
    [{ op: 'move', path: 'active', value: 'x' }, 'invalidSyntax'],
    [{ op: 'replace', path: 'active', value: 'perhaps' }, 'invalidValue'],
    [{ op: 'replace', path: 'userName', value: 'carla@example.org' }, 'invalidValue'],
    [{ op: 'replace', path: 'displayName', value: 'a\u202eb' }, 'invalidValue'],
    [{ op: 'remove', path: 'userName' }, 'invalidValue'],
  ] as const)
    expect(await changed(operation), JSON.stringify(operation)).toMatchObject(refusal(400, type))
  expect((await ask('GET', `/Users/${id}`)).body).toEqual(put.body)
})

test('a change of what was changed meanwhile is refused by its version', async () => {
  const { id, meta } = await made('vera')
  const change = (version: string, value: string) =>
    ask('PATCH', `/Users/${id}`, patch({ op: 'replace', path: 'displayName', value }), { 'if-match': version })
  expect(await change(meta.version, 'Vera One')).toMatchObject({ status: 200 })
  expect(await change(meta.version, 'Vera Two')).toMatchObject(refusal(412))
  expect(await ask('DELETE', `/Users/${id}`, undefined, { 'if-match': meta.version })).toMatchObject(refusal(412))
  expect((await ask('GET', `/Users/${id}`)).body.displayName).toBe('Vera One')
})

test.each([
  ['Okta', { op: 'replace', value: { active: false } }, { op: 'replace', value: { active: true } }],
  ['Entra', { op: 'Replace', path: 'active', value: 'False' }, { op: 'Replace', path: 'active', value: 'True' }],
])('whom %s deactivates is locked and has no session left, and comes back', async (who, off, on) => {
  const { id, session } = await withSession(`out.${who.toLowerCase()}`)
  const ended = await listenEnded(bus)
  expect(await ask('PATCH', `/Users/${id}`, patch(off))).toMatchObject({ status: 200, body: { active: false } })
  await expect.poll(() => ended, { timeout: 1_000 }).toContain(session)
  expect(await standingOf(id)).toEqual(['locked'])
  expect(await ask('PATCH', `/Users/${id}`, patch(on))).toMatchObject({ status: 200, body: { active: true } })
  expect(await standingOf(id)).toEqual([])
  const { deeds } = await ok('deed.list', { of: id }, at(olga))
  expect(deeds.filter(({ by }) => by === directory.user).map(({ what }) => what)).toEqual([
    'person.release',
    'person.restrict',
    'person.create',
  ])
})

test('what somebody here has locked stays locked, and what the directory has locked nobody here lets in', async () => {
  const { id } = await made('both')
  const reason = 'because of the test'
  await ok('person.restrict', { user: id, kind: 'locked', reason }, at(olga))
  await ask('PATCH', `/Users/${id}`, patch({ op: 'replace', path: 'active', value: false }))
  await ask('PATCH', `/Users/${id}`, patch({ op: 'replace', path: 'active', value: true }))
  expect(await standingOf(id)).toEqual(['locked'])
  await ask('PATCH', `/Users/${id}`, patch({ op: 'replace', path: 'active', value: false }))
  await ok('person.release', { user: id, kind: 'locked', reason }, at(olga))
  expect(await standingOf(id)).toEqual(['locked'])
})

test('whom the directory removes is gone for it, locked, and closed later; made again in time, it is the same account', async () => {
  const { id } = await made('leaver')
  expect(await ask('DELETE', `/Users/${id}`)).toMatchObject({ status: 204, body: undefined })
  expect(await ask('GET', `/Users/${id}`)).toMatchObject(refusal(404))
  expect(await ask('DELETE', `/Users/${id}`)).toMatchObject(refusal(404))
  expect(await found('/Users', 'userName eq "leaver"')).toEqual([])
  expect(await standingOf(id)).toEqual(['locked'])
  expect(await sql('select messages from closing where account = $1', [id])).toEqual([{ messages: 'anonymise' }])
  expect(await ask('POST', '/Users', person('leaver', { externalId: 'another' }))).toMatchObject(
    refusal(409, 'uniqueness'),
  )
  expect(await made('leaver')).toMatchObject({ id, active: true })
  expect(await standingOf(id)).toEqual([])
  expect(await sql('select 1 from closing where account = $1', [id])).toEqual([])
})

test('a group has members by POST, PUT and PATCH, and gives the role that the settings say', async () => {
  const [one, two] = [await made('mia'), await made('nik')]
  const roleOf = async (id: string) => (await viewOf(id)).role
  const group = await ask('POST', '/Groups', {
    schemas: [groupSchema],
    displayName: 'Wardens',
    members: [{ value: one.id }],
  })
  expect(group).toMatchObject({
    status: 201,
    body: { displayName: 'Wardens', members: [{ value: one.id, type: 'User' }] },
  })
  expect(await roleOf(one.id)).toBe('moderator')
  const { id } = group.body
  const change = (...operations: object[]) => ask('PATCH', `/Groups/${id}`, patch(...operations))
  const members = async () =>
    (await ask('GET', `/Groups/${id}`)).body.members.map(({ value }: { value: string }) => value)
  expect(await change({ op: 'Add', path: 'members', value: [{ value: two.id }] })).toMatchObject({ status: 204 })
  expect((await members()).toSorted()).toEqual([one.id, two.id].toSorted())
  expect(await change({ op: 'remove', path: `members[value eq "${one.id}"]` })).toMatchObject({ status: 204 })
  expect(await members()).toEqual([two.id])
  expect(await roleOf(one.id)).toBeUndefined()
  expect(await roleOf(two.id)).toBe('moderator')
  expect(await change({ op: 'Remove', path: 'members', value: [{ value: two.id }] })).toMatchObject({ status: 204 })
  expect(await members()).toEqual([])
  expect(await change({ op: 'replace', path: 'members', value: [{ value: one.id }, { value: two.id }] })).toMatchObject(
    { status: 204 },
  )
  expect(await found('/Groups', `id eq "${id}" and members eq "${one.id}"`)).toEqual(['Wardens'])
  expect(await change({ op: 'replace', value: { id, displayName: 'Guards' } })).toMatchObject({ status: 204 })
  expect(await roleOf(two.id)).toBeUndefined()
  expect((await ask('GET', '/Groups?excludedAttributes=members')).body.Resources[0]).not.toHaveProperty('members')
  expect(await change({ op: 'add', path: 'members', value: [{ value: randomUUID() }] })).toMatchObject(
    refusal(400, 'invalidValue'),
  )
  expect(await ask('POST', '/Groups', { displayName: 'guards' })).toMatchObject(refusal(409, 'uniqueness'))
  expect(await ask('DELETE', `/Groups/${id}`)).toMatchObject({ status: 204 })
  expect(await ask('GET', `/Groups/${id}`)).toMatchObject(refusal(404))
})

test('the last owner is neither locked nor removed', async () => {
  const { id } = await made('boss')
  await appoint(id, 'owner')
  await ok(
    'staff.appoint',
    { user: olga.user, role: 'admin', reason: 'because of the test' },
    { user: id, session: randomUUID() },
  )
  expect(await ask('PATCH', `/Users/${id}`, patch({ op: 'replace', path: 'active', value: false }))).toMatchObject({
    status: 409,
  })
  expect(await ask('DELETE', `/Users/${id}`)).toMatchObject({ status: 409 })
  expect((await ask('GET', `/Users/${id}`)).body.active).toBe(true)
  expect(
    await error('key.create', { key: randomUUID(), name: 'Mine', scopes: ['scim:write'] }, at(olga)),
  ).toMatchObject({
    name: 'ROLE_TOO_LOW',
  })
  await appoint(olga.user, 'owner')
})

test('without a key for it nothing is told, and every refusal is in the words of SCIM', async () => {
  const [other, game, old] = [
    await keyFor(['room:read']),
    await keyFor(['scim:write'], { game: 'chess' }),
    await keyFor(['scim:write']),
  ]
  await ok('key.revoke', { key: old.key, reason: 'because of the test' }, at(olga))
  for (const [authorization, status] of [
    ['', 401],
    ['Bearer x', 401],
    [`Bearer ${olga.access}`, 401],
    [`Bearer ${old.secret}`, 401],
    [`Bearer ${other.secret}`, 403],
    [`Bearer ${game.secret}`, 403],
  ] as const)
    for (const path of ['/Users', '/ServiceProviderConfig', `/Groups/${randomUUID()}`])
      expect(await ask('GET', path, undefined, { authorization }), authorization.slice(0, 8)).toMatchObject(
        refusal(status),
      )
  expect(await ask('POST', '/Users', '{"userName":')).toMatchObject(refusal(400, 'invalidSyntax'))
  expect(await ask('POST', '/Users', '[]')).toMatchObject(refusal(400, 'invalidSyntax'))
  expect(await ask('POST', '/Users', 'x', { 'content-type': 'text/plain' })).toMatchObject(refusal(415))
  expect(await ask('POST', '/Users', `"${'x'.repeat(1_100_000)}"`)).toMatchObject({ status: 413 })
  expect(await ask('GET', '/Users/none')).toMatchObject(refusal(404))
  expect(await ask('POST', '/Bulk', {})).toMatchObject(refusal(404))
})

test('a directory is told what there is, and the log has neither secrets nor addresses of e-mail', async () => {
  expect((await ask('GET', '/ServiceProviderConfig')).body).toMatchObject({
    patch: { supported: true },
    bulk: { supported: false },
    sort: { supported: false },
    etag: { supported: true },
  })
  expect((await ask('GET', '/ResourceTypes')).body).toMatchObject({ totalResults: 2 })
  expect((await ask('GET', '/ResourceTypes/User')).body).toMatchObject({ endpoint: '/Users', schema: userSchema })
  expect((await ask('GET', `/Schemas/${groupSchema}`)).body).toMatchObject({ id: groupSchema, name: 'Group' })
  expect((await ask('GET', '/Schemas')).body.totalResults).toBe(2)
  const log = auth.lines.join('\n')
  for (const secret of [directory.secret, '@example.org', 'ext-bjensen']) expect(log).not.toContain(secret)
})
