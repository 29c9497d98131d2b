/** Mail about what people have not read: who is sent it, when, and how often. What auth does with it is in its own tests. */
import { randomUUID } from 'node:crypto'
import { askOwner, makeLog } from '@parley/service-kit'
import type { Mailed, MailQuestion } from '@parley/wire'
import { expect, test } from 'vitest'
import { digesting } from '../src/digests/sending.ts'
import { Stops } from '../src/digests/stopping.ts'
import { useNotify } from './running-notify.ts'

const here = 'https://chat.example.org'
// Those of the processes run beside that of the test, and send next to nothing.
const { ok, answers, bus, chat, contacts, caughtUp, events, ownDb, sql, start } = await useNotify({
  PUBLIC_URL: here,
  DIGEST: 'daily',
  DIGESTS_PER_MINUTE: '6',
})
const { port } = await start()

const metrics = { parley_notify_digests_total: { of: () => ({ value: 0 }) } } as never
const terms = { usual: 'daily', awaySeconds: 1_800 } as const
/** As the processes sign them. */
const [secret] = await sql<{ value: Buffer }>(`select value from secret where name = 'stops'`)
const stops = new Stops(secret?.value ?? Buffer.alloc(0))
/** One run of the job. */
const run = (perMinute = 600) => {
  const log = makeLog('notify', 'silent')
  return digesting({ db: ownDb(), bus, log, metrics, stops, here, perMinute, ...terms }).run()
}

const mails: MailQuestion[] = []
const outcomes = new Map<string, Mailed['outcome']>()
answers.mail = async (asked) => {
  mails.push(asked)
  return { outcome: outcomes.get(asked.user) ?? 'sent' }
}
const mailsTo = (person: string) => mails.filter(({ user }) => user === person)

interface Row {
  readonly waits: number | null
  readonly told: number
  readonly mail: string | null
}
const rowOf = async (person: string): Promise<Row | undefined> =>
  (
    await sql<Row>(
      'select extract(epoch from due - now())::float8 as waits, told::int, mail from digest where person = $1',
      [person],
    )
  )[0]

const ask = (person: string, by = randomUUID()) =>
  contacts.emit('contacts/user', person, 'contact.requested', by, { user: by })
/** Somebody who has not read that one asks to be their contact. */
const somebody = async () => {
  const person = randomUUID()
  await ask(person)
  await caughtUp()
  return person
}
/** Once all is done that is due for somebody now. */
const letPass = async (person: string) => {
  await sql('update digest set due = now() where person = $1 and due is not null', [person])
  await run()
  await expect.poll(async () => (await rowOf(person))?.waits ?? 1).toBeGreaterThan(0)
}

test('who is away is sent one mail of what they have not read, and of what comes then another, a day later', async () => {
  const ann = await somebody()
  const first = await rowOf(ann)
  expect(first?.waits).toBeGreaterThan(1_700)
  expect(first?.waits).toBeLessThanOrEqual(1_800)
  await letPass(ann)
  expect(mailsTo(ann)).toMatchObject([{ subject: '1 unread notification' }])
  expect(mailsTo(ann)[0]?.text).toContain(`1 contact request\n${here}/#/\n`)
  expect(await rowOf(ann)).toMatchObject({ waits: null, told: 1, mail: null })
  for (let more = 0; more < 2; more++) await ask(ann)
  await caughtUp()
  expect((await rowOf(ann))?.waits).toBeGreaterThan(86_000)
  await run()
  expect(mailsTo(ann)).toHaveLength(1)
  await letPass(ann)
  expect(mailsTo(ann)[1]).toMatchObject({ subject: '2 unread notifications' })
  expect(mailsTo(ann)[1]?.id).not.toBe(mailsTo(ann)[0]?.id)
})

test('nothing is sent of what is read, taken back, or silent, nor to who wants none or is there', async () => {
  const [reader, blocker, silent, none, there] = await Promise.all([0, 1, 2, 3, 4].map(somebody))
  await ok(reader as string, 'inbox.read', { upto: 1 })
  const [{ by } = { by: null }] = await events(blocker as string)
  await contacts.emit('contacts/user', blocker as string, 'block.added', blocker as string, { user: String(by) })
  await ok(silent as string, 'alert.set', { levels: { request: 'silent' } })
  await ok(none as string, 'alert.set', { digest: 'never' })
  await caughtUp()
  const before = answers.used
  answers.used = (person) => (person === there ? 1_000_000 : before(person))
  for (const person of [reader, blocker, silent, none, there]) await letPass(person as string)
  for (const person of [reader, blocker, silent, none, there]) expect(mailsTo(person as string)).toEqual([])
  expect((await rowOf(there as string))?.waits).toBeGreaterThan(700)
  expect((await rowOf(there as string))?.waits).toBeLessThanOrEqual(800)
  answers.used = before
  await letPass(there as string)
  expect(mailsTo(there as string)).toHaveLength(1)
})

test('what came in quiet hours is told when they are over', async () => {
  const bob = randomUUID()
  const minute = new Date().getUTCHours() * 60 + new Date().getUTCMinutes()
  await ok(bob, 'alert.set', { quiet: { from: (minute + 1_400) % 1_440, to: (minute + 300) % 1_440, zone: 'UTC' } })
  await ask(bob)
  await caughtUp()
  await letPass(bob)
  expect(mailsTo(bob)).toEqual([])
  expect((await rowOf(bob))?.waits).toBeGreaterThan(290 * 60)
  await ok(bob, 'alert.set', { quiet: { from: 0, to: 0, zone: 'UTC' } })
  await letPass(bob)
  expect(mailsTo(bob)).toHaveLength(1)
})

test('one that could not be sent is the same when it is tried again, and none where all is read by then', async () => {
  const [cid, dee] = [await somebody(), await somebody()]
  for (const person of [cid, dee]) outcomes.set(person, 'later')
  for (const person of [cid, dee]) await letPass(person)
  expect((await rowOf(cid))?.waits).toBeGreaterThan(50)
  // What comes meanwhile is for the next.
  await ask(cid)
  await caughtUp()
  await ok(dee, 'inbox.read', { upto: 1 })
  for (const person of [cid, dee]) outcomes.delete(person)
  for (const person of [cid, dee]) await letPass(person)
  const [first, second, ...more] = mailsTo(cid)
  expect(second).toEqual(first)
  expect(more).toEqual([])
  expect(mailsTo(dee)).toHaveLength(1)
  expect(await rowOf(cid)).toMatchObject({ told: 1, mail: null })
  expect((await rowOf(cid))?.waits).toBeGreaterThan(86_000)
})

test('a process that ended once it had sent one leaves it to another, which asks for the same', async () => {
  const eve = await somebody()
  await letPass(eve)
  const [sent] = mailsTo(eve)
  await sql('update digest set told = 0, mail = $2, upto = 1, tries = 1, due = now() where person = $1', [
    eve,
    sent?.id,
  ])
  await run()
  await expect.poll(() => mailsTo(eve)).toHaveLength(2)
  expect(mailsTo(eve)[1]).toEqual(sent)
})

test('one that the mail server refuses, that is for nobody, or that waits for half a day, is not tried again', async () => {
  const people = { refused: await somebody(), nobody: await somebody(), later: await somebody() }
  for (const [outcome, person] of Object.entries(people)) outcomes.set(person, outcome as Mailed['outcome'])
  await sql(`update digest set since = now() - interval '13 hours' where person = $1`, [people.later])
  for (const person of Object.values(people)) await letPass(person)
  for (const person of Object.values(people)) {
    expect(mailsTo(person)).toHaveLength(1)
    expect(await rowOf(person)).toMatchObject({ waits: null, told: 1, mail: null })
  }
})

test('who has said what is in it for whom that is wanted, as they may see it, and for nobody else', async () => {
  const [fay, gus, by, room] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()]
  await ok(fay, 'alert.set', { digest: 'hourly', digest_content: true })
  const [notices, glimpses] = [answers.notices, answers.glimpses]
  answers.notices = () => ({
    by,
    id: room,
    direct: true,
    of: [
      [fay, 'mention'],
      [gus, 'mention'],
    ],
  })
  answers.glimpses = () => ({ name: 'Hal', room: 'Choir', text: 'At eight' })
  const seq = await chat.emit('chat/room', room, 'message.sent', by, { id: randomUUID(), text: 'x' }, randomUUID())
  await caughtUp()
  for (const person of [fay, gus]) await letPass(person)
  ;[answers.notices, answers.glimpses] = [notices, glimpses]
  expect(mailsTo(fay)[0]?.text).toContain(
    `1 mention in \u2068Choir\u2069 by \u2068Hal\u2069\n\u2068At eight\u2069\n${here}/#/room/${room}/${seq}\n`,
  )
  expect(mailsTo(fay)[0]?.text).toContain('at most once an hour')
  expect(mailsTo(gus)[0]?.text).toContain(`1 mention\n${here}/#/room/${room}/${seq}\n`)
  expect(JSON.stringify(mailsTo(gus))).not.toMatch(/Hal|Choir|eight/)
})

test('of many that are due no more leave in a while than there may be', async () => {
  const people = await Promise.all([0, 1, 2].map(somebody))
  await sql(`update digest set due = now() + interval '1 hour' where not person = any($1)`, [people])
  await sql('update digest set due = now() where person = any($1)', [people])
  const before = mails.length
  expect(await run(6)).toEqual({ sent: 1 })
  expect(mails.length).toBeLessThan(before + 3)
})

test('the link in a mail ends such mail, for whoever has it and nobody else, and only when they press the button', async () => {
  const ida = await somebody()
  await letPass(ida)
  const { pathname } = new URL(mailsTo(ida)[0]?.unsubscribe ?? '')
  const at = (path: string, init: RequestInit = {}) => fetch(`http://127.0.0.1:${port}${path}`, init)
  const page = await at(pathname)
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(await ok(ida, 'alert.get', {})).toMatchObject({ digest: 'daily' })
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const press = (path: string) => at(path, { method: 'POST', headers: form, body: 'List-Unsubscribe=One-Click' })
  expect((await press(pathname.replace(ida, randomUUID()))).status).toBe(404)
  expect((await press(`${pathname.slice(0, -1)}${pathname.endsWith('A') ? 'B' : 'A'}`)).status).toBe(404)
  expect(await ok(ida, 'alert.get', {})).toMatchObject({ digest: 'daily' })
  for (const _ of [1, 2]) expect((await press(pathname)).status).toBe(200)
  const { head, digest } = await ok(ida, 'alert.get', {})
  expect([digest, (await events(ida, 1)).map(({ ev, seq, is }) => [ev, seq, is])]).toEqual([
    'never',
    [['alert.changed', head, { levels: {}, digest: 'never', digest_content: false }]],
  ])
})

test('of who is erased nothing is due, and their link brings nothing back', async () => {
  const jan = await somebody()
  const erased = async () => (await askOwner(bus, 'notify', 'erase', { user: jan, messages: 'remove' })).done
  await expect.poll(erased, { timeout: 20_000 }).toBe(true)
  expect(await rowOf(jan)).toBeUndefined()
  const count = () => sql('select count(*)::int as count from alert where person = $1', [jan])
  const path = `/notify/mail/${stops.of(jan)}`
  expect((await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST' })).status).toBe(200)
  expect(await count()).toEqual([{ count: 0 }])
})
