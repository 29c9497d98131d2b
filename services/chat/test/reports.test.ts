/** Messages that people report to the operators. */
import { openToLook, openToMend } from '@parley/service-kit'
import { afterAll, describe, expect, test } from 'vitest'
import { closeReportWith, reportsThatAre, sealedReport } from '../src/reports.ts'
import { type Person, useChat } from './running-chat.ts'
import { uuid7 } from './uuid7.ts'

const { ok, error, people, crowd, group, events, sql, forget, hold, untilWaiting, ask, environment } = await useChat()
const operator = openToLook(environment.adminUrl, 'chat')
afterAll(() => operator[Symbol.asyncDispose]())
const closing = await openToMend(environment.adminUrl, 'chat')
afterAll(() => closing[Symbol.asyncDispose]())

const say = async (person: Person, room: string, text: string) =>
  (await ok(person, 'message.send', { room, id: uuid7(), text })).seq
const report = (person: Person, room: string, seq: number, note?: string) =>
  ok(person, 'message.report', { room, seq, kind: 'spam', ...(note ? { note } : {}) })
const sealed = async ({ report: id }: { report: string }) => {
  const found = await sealedReport(operator.db, id)
  if (!found) throw new Error('there is no such report')
  return found
}
const textsOf = ({ sealed: all }: Awaited<ReturnType<typeof sealed>>) =>
  all.map(({ is }) => (is as { text: string }).text)

describe('what is reported', () => {
  test('is kept with its edits and those around it, whatever becomes of them in the room', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room } = await group(ann, bob)
    for (let place = 0; place < 12; place++) await say(ann, room, `before ${place}`)
    const seq = await say(bob, room, 'buy')
    for (const text of ['buy this', 'buy that']) await ok(bob, 'message.edit', { room, seq, id: uuid7(), text })
    for (let place = 0; place < 12; place++) await say(bob, room, `after ${place}`)
    const made = await report(ann, room, seq, 'again')
    const before = await sealed(made)
    expect(textsOf(before)).toEqual([
      ...Array.from({ length: 10 }, (_, place) => `before ${place + 2}`),
      'buy',
      ...Array.from({ length: 10 }, (_, place) => `after ${place}`),
    ])
    expect(before.sealed.find((one) => one.seq === seq)?.edits.map(({ text }) => text)).toEqual([
      'buy this',
      'buy that',
    ])
    expect(before).toMatchObject({
      by: ann.user,
      author: bob.user,
      kind: 'spam',
      note: 'again',
      room,
      seq,
      space: null,
    })
    await ok(bob, 'message.delete', { room, seq })
    await forget(room, seq)
    await ok(ann, 'room.delete', { room })
    expect(await sealed(made)).toEqual(before)
  })

  test('is told to nobody in the room, neither by an event nor on a stream of their own', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room } = await group(ann, bob)
    const seq = await say(bob, room, 'said')
    const count = async () => (await Promise.all([room, ann.user, bob.user].map(events))).map(({ length }) => length)
    const before = await count()
    await report(ann, room, seq)
    expect(await count()).toEqual(before)
  })

  test('is reported once by each, also at the same time, and listed for operators', async () => {
    const [ann, bob, eve] = await people('Ann', 'Bob', 'Eve')
    const { room } = await group(ann, bob, eve)
    const seq = await say(bob, room, 'said')
    const own = await Promise.all(Array.from({ length: 5 }, () => report(ann, room, seq)))
    expect(new Set(own.map(({ report: id }) => id)).size).toBe(1)
    const other = await report(eve, room, seq)
    const listed = []
    for await (const one of reportsThatAre(operator.db, 'open')) if (one.room === room) listed.push(one)
    expect(listed).toMatchObject([
      { id: own[0]?.report, byName: 'Ann', authorName: 'Bob' },
      { id: other.report, byName: 'Eve' },
    ])
  })

  test('is a message that the caller sees, and not their own', async () => {
    const [ann, bob, eve] = await people('Ann', 'Bob', 'Eve')
    const { room } = await group(ann, bob)
    const [own, other] = [await say(ann, room, 'mine'), await say(bob, room, 'yours')]
    const refusal = async (by: Person, seq: number, where = room) =>
      (await error(by, 'message.report', { room: where, seq, kind: 'other' })).name
    expect(await refusal(eve, other)).toBe('ROOM_NOT_FOUND')
    expect(await refusal(ann, other, ann.user)).toBe('ROOM_NOT_FOUND')
    expect(await refusal(ann, own)).toBe('REPORTING_YOURSELF')
    expect(await refusal(ann, 1)).toBe('MESSAGE_NOT_FOUND')
    expect(await refusal(ann, 10_000)).toBe('MESSAGE_NOT_FOUND')
    await ok(ann, 'author.hide', { user: bob.user })
    expect(await refusal(ann, other)).toBe('MESSAGE_NOT_FOUND')
    await ok(bob, 'message.delete', { room, seq: other })
    await ok(ann, 'author.show', { user: bob.user })
    expect(await refusal(ann, other)).toBe('MESSAGE_NOT_FOUND')
  })

  test('is kept without what its reporter does not see of the others', async () => {
    const [ann, bob, eve] = await people('Ann', 'Bob', 'Eve')
    const { room } = await group(ann, bob, eve)
    await say(eve, room, 'of the hidden')
    const gone = await say(bob, room, 'gone')
    const seq = await say(bob, room, 'said')
    await ok(bob, 'message.delete', { room, seq: gone })
    await ok(ann, 'author.hide', { user: eve.user })
    expect(textsOf(await sealed(await report(ann, room, seq)))).toEqual(['said'])
  })

  test('is one of so many that may be open', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room } = await group(ann, bob)
    const seq = await say(bob, room, 'said')
    await sql(
      `insert into report (room, seq, by, author, kind, note, sealed)
       select gen_random_uuid(), 1, $1, $2, 'spam', '', '[]' from generate_series(1, 100)`,
      [ann.user, bob.user],
    )
    expect(await error(ann, 'message.report', { room, seq, kind: 'spam' })).toMatchObject({
      name: 'TOO_MANY_REPORTS',
      most: 100,
    })
  })

  test('is either sealed before it is taken back, or not there any more', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room } = await group(ann, bob)
    const seq = await say(bob, room, 'said')
    const held = await hold('select 1 from stream where id = $1 for update', [room])
    const deleting = ok(bob, 'message.delete', { room, seq })
    await untilWaiting(1)
    const reporting = ask(ann, 'message.report', { room, seq, kind: 'spam' })
    await untilWaiting(2)
    await held.commit()
    await deleting
    const answer = await reporting
    if ('error' in answer) expect(answer.error.name).toBe('MESSAGE_NOT_FOUND')
    else expect(textsOf(await sealed(answer.ok as { report: string }))).toEqual(['said'])
  })

  test('may be reported in a direct room, and in any script', async () => {
    const [ann, bob] = await crowd(2)
    const { room } = await ok(ann as Person, 'room.create', { kind: 'direct', user: (bob as Person).user })
    const seq = await say(bob as Person, room, 'كلمة سيئة 💩')
    const kept = await sealed(await report(ann as Person, room, seq, 'هذا 💩'))
    expect([textsOf(kept), kept.note]).toEqual([['كلمة سيئة 💩'], 'هذا 💩'])
  })
})

describe('a report', () => {
  test('is closed once, with what was done and why; it stays sealed, and nobody is told', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room } = await group(ann, bob)
    const seq = await say(bob, room, 'said')
    const made = await report(ann, room, seq)
    const before = await sealed(made)
    const count = async () => (await Promise.all([room, ann.user, bob.user].map(events))).map(({ length }) => length)
    const told = await count()
    const close = (outcome: 'acted' | 'unfounded') => closeReportWith(closing.db, made.report, outcome, `as ${outcome}`)
    const all = await Promise.all([close('acted'), close('acted')])
    expect(all.toSorted()).toEqual(['closed', 'closed already'])
    expect(await close('unfounded')).toBe('closed already')
    expect(await closeReportWith(closing.db, room, 'acted', 'none')).toBe('unknown')
    expect(await sealed(made)).toEqual({
      ...before,
      closed: expect.any(Number),
      outcome: 'acted',
      reason: 'as acted',
    })
    expect(await count()).toEqual(told)
    const idsOf = async (state: 'open' | 'closed') => {
      const ids = []
      for await (const { id } of reportsThatAre(operator.db, state)) ids.push(id)
      return ids
    }
    expect(await idsOf('open')).not.toContain(made.report)
    expect(await idsOf('closed')).toContain(made.report)
  })

  test('that is closed leaves room for another, of the same message too', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room } = await group(ann, bob)
    const seq = await say(bob, room, 'said')
    const first = await report(ann, room, seq)
    await closeReportWith(closing.db, first.report, 'unfounded', 'it is not')
    const second = await report(ann, room, seq)
    expect(second.report).not.toBe(first.report)
    expect((await report(ann, room, seq)).report).toBe(second.report)
  })
})
