import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { makeLog } from './log.ts'

const logged = (...entries: [unknown, string?][]): string => {
  let written = ''
  const to = new Writable({
    write: (chunk, _encoding, done) => {
      written += chunk
      done()
    },
  })
  const log = makeLog('test', 'trace', to)
  for (const [entry, text] of entries) log.info(entry as object, text)
  return written
}

const secret = 'hunter2-and-more'
const names = ['password', 'token', 'access', 'refresh', 'authorization', 'cookie', 'hash', 'secret', 'private_key']

test.each(names)('what is named %s is hidden, at the top and inside of what is logged', (name) => {
  const line = logged(
    [{ [name]: secret }],
    [{ input: { [name]: secret } }],
    [{ request: { headers: { [name]: secret } } }],
    [{ sessions: [{ [name]: secret }] }],
  )
  expect(line).not.toContain(secret)
  expect(line.match(/\[hidden\]/g)).toHaveLength(4)
})

test('the rows that Postgres quotes in an error are hidden, and its message is kept', () => {
  const err = Object.assign(new Error('duplicate key value violates unique constraint'), {
    code: '23505',
    detail: `Key (name)=(${secret}) already exists.`,
    where: `COPY person, line 1: "${secret}"`,
  })
  const line = logged([{ err }, 'a command failed'])
  expect(line).not.toContain(secret)
  expect(line).toContain('duplicate key value violates unique constraint')
  expect(line).toContain('23505')
})

test('a line names the service and when it was written', () => {
  expect(JSON.parse(logged([{ port: 1 }, 'serving']))).toMatchObject({
    service: 'test',
    msg: 'serving',
    port: 1,
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
  })
})
