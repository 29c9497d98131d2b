/** `parley admin` with the URL of a database: for the first owner, and for who has lost all access. */
import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { query, runParley, useDatabases } from './databases.ts'

const { migrated } = useDatabases()

const user = randomUUID()
let url = ''
const admin = (...args: string[]) => runParley(['admin', ...args], { POSTGRES_URL: url })

beforeAll(async () => {
  url = await migrated()
  await query(
    url,
    `insert into auth.account (id, name, search_key, password_hash) values ('${user}', 'Ann', 'ann', '');
     insert into auth.username (name, account) values ('ann', '${user}');
     insert into auth.stream (id, kind) values ('${user}', 'auth/user')`,
  )
})

test('the first owner is made by name, and it is written down that the command line did it', async () => {
  expect(await admin('role', 'ann', 'owner', 'the', 'first')).toEqual({
    code: 0,
    output: `${user}  ann  "Ann"  owner  0 sessions\n`,
    errors: '',
  })
  expect((await admin('audit', 'ann')).output).toMatch(
    new RegExp(`by the command line  staff.appoint  ${user}  {"role":"owner"}  "the first"\n$`),
  )
})

test('what is refused ends with 1 and says why, what is not understood with 2 and says what there is', async () => {
  expect(await admin('role', 'ann', 'none', 'why not')).toMatchObject({
    code: 1,
    errors: expect.stringContaining('This is the last owner'),
  })
  for (const args of [['ban', 'ann'], ['dance']])
    expect(await admin(...args), String(args)).toMatchObject({
      code: 2,
      errors: expect.stringContaining('suspend|lock|ban'),
    })
})

test('a person is restricted for a while, and a service key made whose secret is printed once', async () => {
  expect((await admin('lock', 'ann', '--for', '12h', 'a', 'lost', 'phone')).output).toMatch(
    /locked until 20.*: "a lost phone"\n$/,
  )
  const [key = '', secret = ''] = (await admin('key', 'create', 'Chess', 'room:write,message:write')).output.split('\n')
  expect(secret).toMatch(/^parley_sk_/)
  expect((await admin('keys')).output).toMatch(new RegExp(`^${key}  "Chess"  room:write,message:write .*never used\n$`))
})
