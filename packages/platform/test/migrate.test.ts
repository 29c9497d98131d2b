import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { runHere } from './run-here.ts'

const { postgresUrl } = inject('backing')
const unique = randomUUID().replaceAll('-', '')
const database = `parley_test_${unique}`
const rolePassword = `sesame-${unique}`

/** The URL of the test's database for this role. */
const urlOf = (user: string, password = rolePassword) =>
  Object.assign(new URL(postgresUrl), { pathname: `/${database}`, username: user, password }).href
const adminUrl = Object.assign(new URL(postgresUrl), { pathname: `/${database}` }).href

const parley = async (args: readonly string[], env: Record<string, string>) => {
  const ended = await runHere(['migrate', ...args], env)
  expect(ended.output + ended.errors).not.toContain('sesame')
  return ended
}

const query = async (url: string, sql: string) => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await client.query(sql)
  } finally {
    await client.end()
  }
}
const refused = { code: '42501' }

const roles: string[] = []
const roleNamed = (name: string) => {
  roles.push(`${name}_${unique}`)
  return `${name}_${unique}`
}

beforeAll(() => query(postgresUrl, `create database ${database}`))
afterAll(async () => {
  await query(postgresUrl, `drop database ${database} with (force)`)
  for (const role of roles) await query(postgresUrl, `drop role if exists ${role}`)
})

describe('migrating one service, with the URL that it connects with,', () => {
  const chat = roleNamed('chat')
  const auth = roleNamed('auth')
  const migrateChat = () => parley(['chat'], { POSTGRES_URL: adminUrl, SERVICE_URL: urlOf(chat) })
  beforeAll(() => parley(['auth'], { POSTGRES_URL: adminUrl, SERVICE_URL: urlOf(auth) }))

  test('by two jobs at once is done once, and doing it again changes nothing', async () => {
    const done = await Promise.all([migrateChat(), migrateChat()])
    expect(done.map(({ code }) => code)).toEqual([0, 0])
    expect(done.map(({ output }) => output.split(':')[0]).toSorted()).toEqual(['applied', 'nothing to apply\n'])
    expect(await migrateChat()).toMatchObject({ code: 0, output: 'nothing to apply\n', errors: '' })
  })

  test('gives its user the tables of the service', async () => {
    await query(urlOf(chat), 'update chat.stream set head = head')
    expect((await query(urlOf(chat), 'select * from chat.migration')).rowCount).toBeGreaterThan(2)
  })

  test.each([
    ["read another's tables", 'select * from auth.account'],
    ["read another's migrations", 'select * from auth.migration'],
    ['make tables', 'create table chat.mine (id int)'],
    ['make tables in the open', 'create table public.mine (id int)'],
    ['make schemas', 'create schema mine'],
    ['make roles', 'create role mine'],
    ['note a migration', `insert into chat.migration (part, number, name, breaking) values ('x', 1, 'x', false)`],
    ['change what is noted of migrations', `update chat.migration set name = 'x'`],
    ['forget migrations', 'delete from chat.migration'],
    ["become another's user", `set role ${auth}`],
  ])('gives it no right to %s', async (_, sql) => {
    await expect(query(urlOf(chat), sql)).rejects.toMatchObject(refused)
  })

  test('sets the password anew, and leaves connections of the release before as they are', async () => {
    const before = new pg.Client({ connectionString: urlOf(chat) })
    await before.connect()
    const changed = urlOf(chat, 'sesame2')
    expect((await parley(['chat'], { POSTGRES_URL: adminUrl, SERVICE_URL: changed })).code).toBe(0)
    await before.query('select * from chat.stream')
    await before.end()
    await query(changed, 'select 1')
    await expect(query(urlOf(chat), 'select 1')).rejects.toMatchObject({ code: '28P01' })
    await migrateChat()
  })

  test('sends Postgres no password that it could write into its log', async () => {
    const sent: Buffer[] = []
    const { hostname, port } = new URL(postgresUrl)
    const listener = createServer((client) => {
      const server = connect(Number(port), hostname)
      client.on('data', (data) => sent.push(data))
      client.pipe(server).pipe(client)
    }).listen(0, '127.0.0.1')
    await once(listener, 'listening')
    const tapped = `127.0.0.1:${(listener.address() as AddressInfo).port}`
    const { code } = await parley(['chat'], {
      POSTGRES_URL: Object.assign(new URL(adminUrl), { host: tapped }).href,
      SERVICE_URL: urlOf(chat),
    })
    listener.close()
    expect(code).toBe(0)
    expect(Buffer.concat(sent).toString('latin1')).toContain(`alter role "${chat}"`)
    expect(Buffer.concat(sent).toString('latin1')).not.toContain(rolePassword)
  })
})

test('a service that connects as the owner of its schema comes in after another one is migrated', async () => {
  const [owner, other] = [roleNamed('schema_owner'), roleNamed('other')]
  await query(adminUrl, `create role ${owner} login password '${rolePassword}'`)
  await query(adminUrl, `grant connect on database ${database} to public`)
  await query(adminUrl, `create schema owned authorization ${owner}`)
  await parley(['auth'], { POSTGRES_URL: adminUrl, SERVICE_URL: urlOf(other) })
  await query(urlOf(owner), 'create table owned.mine (id int)')
  await query(adminUrl, `drop schema owned cascade; drop owned by ${owner}`)
})

describe('a role that merely owns the database', () => {
  const owner = roleNamed('owner')
  const made = roleNamed('made')
  beforeAll(async () => {
    await query(adminUrl, 'drop schema if exists chat, auth cascade')
    await query(adminUrl, `create role ${owner} login password '${rolePassword}'`)
    await query(adminUrl, `create role ${made} login password '${rolePassword}'`)
    await query(adminUrl, `alter database ${database} owner to ${owner}`)
    // As a database is before anybody migrates it.
    await query(adminUrl, `grant connect, temporary on database ${database} to public`)
    await query(adminUrl, 'grant execute on function lo_create(oid) to public')
  })
  const migrate = (serviceUrl: string) => parley(['chat'], { POSTGRES_URL: urlOf(owner), SERVICE_URL: serviceUrl })

  test('migrates, where the service connects as that role, and no other is made', async () => {
    expect(await migrate(urlOf(owner))).toMatchObject({ code: 0, errors: '' })
    await query(urlOf(owner), 'select * from chat.stream')
    await expect(query(urlOf(made), 'select * from chat.stream')).rejects.toMatchObject(refused)
  })

  test('gives the schema to a user that somebody else has made', async () => {
    expect(await migrate(urlOf(made))).toMatchObject({
      code: 0,
      output: 'open to every role still, as that of POSTGRES_URL may not change it: large objects\nnothing to apply\n',
      errors: '',
    })
    await query(urlOf(made), 'select * from chat.stream')
  })

  test('that may merely make schemas goes on too, and is told what everybody may do', async () => {
    const maker = roleNamed('maker')
    await query(adminUrl, `create role ${maker} login password '${rolePassword}'`)
    await query(adminUrl, `grant connect, create on database ${database} to ${maker}, public`)
    await query(adminUrl, `grant temporary on database ${database} to public`)
    await query(adminUrl, `drop schema chat cascade`)
    const { code, output } = await parley(['chat'], { POSTGRES_URL: urlOf(maker), SERVICE_URL: urlOf(made) })
    expect(code).toBe(0)
    expect(output).toContain('may not change it: connecting to the database, temporary tables, large objects\n')
    await query(urlOf(made), 'select * from chat.stream')
    await query(adminUrl, `drop owned by ${maker} cascade`)
    expect(await migrate(urlOf(made))).toMatchObject({ code: 0 })
  })

  test('is told so, where that user has another password', async () => {
    const { code, errors } = await migrate(urlOf(made, 'sesame3'))
    expect(code).toBe(1)
    expect(errors).toBe(
      `the role "${made}" has another password than SERVICE_URL, and the role of POSTGRES_URL may not change it\n`,
    )
  })

  test('is told so, where the user is not there', async () => {
    const { code, errors } = await migrate(urlOf('nobody'))
    expect(code).toBe(1)
    expect(errors).toContain(
      'the role "nobody" is not there, and the role of POSTGRES_URL may not create it: create it',
    )
  })
})

describe('migrating ends with 1 and says why', () => {
  test.each([
    ['no such service', ['nobody'], {}, '"nobody" is none of the services auth, contacts'],
    ['two services', ['auth', 'chat'], {}, 'migrate takes one service, or none for all'],
    ['the URL of one service for all', [], { SERVICE_URL: urlOf('chat') }, 'SERVICE_URL is that of one service'],
    ['the URL of something else', ['chat'], { SERVICE_URL: 'redis://a:sesame@b' }, 'SERVICE_URL must be a URL that'],
    ['an administrator without a password', [], { POSTGRES_URL: 'postgres://a@b/c' }, 'POSTGRES_URL has no password'],
    ['the same for one service', ['chat'], { POSTGRES_URL: 'postgres://a@b/c' }, 'with a SERVICE_URL of its own'],
    ['its password beside it', [], { POSTGRES_URL: 'postgres://a@b/c', PGPASSWORD: 'sesame' }, 'has no password in it'],
    ['a URL without a password', ['chat'], { SERVICE_URL: 'postgres://b' }, 'SERVICE_URL must have a user and a'],
    ['a password in runes', ['chat'], { SERVICE_URL: urlOf('chat', 'ᛊᛖᛊᚨᛗᛖ') }, 'must be of printable ASCII'],
    ['a wrong password', ['chat'], { POSTGRES_URL: urlOf('postgres', 'sesame') }, 'password authentication failed'],
  ])('given %s', async (_, args, env, words) => {
    const { code, errors } = await parley(args, { POSTGRES_URL: adminUrl, ...(env as Record<string, string>) })
    expect(code).toBe(1)
    expect(errors).toContain(words)
    expect(errors).not.toContain('    at ')
  })
})

describe('migrating ends with 75, by which an orchestrator knows that it may try again,', () => {
  test('where nobody is there yet', async () => {
    const { code, errors } = await parley(['chat'], { POSTGRES_URL: 'postgres://a:sesame@localhost:1/b' })
    expect({ code, errors }).toEqual({
      code: 75,
      errors: expect.stringMatching(/ECONNREFUSED.* \(this may pass: try again\)/),
    })
  })

  test('where Postgres has no connection left', async () => {
    const few = roleNamed('few')
    await query(adminUrl, `create role ${few} login password '${rolePassword}' connection limit 0`)
    await query(adminUrl, `grant connect on database ${database} to ${few}`)
    expect((await parley(['chat'], { POSTGRES_URL: urlOf(few) })).code).toBe(75)
  })
})
