import { type Input, type Output, permissionSet } from '@parley/protocol'
import { makeLog } from '@parley/service-kit'
import { makeDatabase, openPool } from '@parley/service-kit/testing'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { coverRooms, makerOf } from '../src/covering.ts'
import { findTerms, termsOf } from '../src/search-terms.ts'
import { putStretch, readStretch } from '../src/store/stretches.ts'
import { wordsOf } from '../src/words.ts'
import { type Person, useChat } from './running-chat.ts'
import { putRoom, putSpace } from './spaces.ts'
import { uuid7 } from './uuid7.ts'

const { environment, sql, ok, error, people, group, send } = await useChat()
const english = await useChat({ SEARCH_CONFIGURATION: 'english' }, 1)

const openDb = (url = '') => {
  const { pool, history } = openPool({ url, schema: 'chat', size: 2, log: makeLog('test', 'silent') })
  afterAll(() => pool.end())
  return makeDatabase(pool, history, { publish: () => {}, signal: () => {}, signals: () => {}, lookAgain: () => {} })
}
const db = openDb(environment.env('chat').POSTGRES_URL)
const englishDb = openDb(english.environment.env('chat').POSTGRES_URL)
const cover = (configuration = 'simple', restMs = 0) => coverRooms({ db, configuration, restMs }).run()

type Question = Input<'message.search'>
type Hit = Output<'message.search'>['hits'][number]

const say = (person: Person, room: string, text: string) => ok(person, 'message.send', { room, id: uuid7(), text })
/** Many in one go. */
const sayAll = (person: Person, room: string, texts: readonly string[]) =>
  send(
    texts.map((text) => ({ do: 'message.send', with: { room, id: uuid7(), text }, user: person.user, session: 's' })),
  )

/** All pages. */
const searchAll = async (person: Person, question: Question): Promise<Hit[]> => {
  const hits: Hit[] = []
  for (let next: string | undefined; ; ) {
    const page = await ok(person, 'message.search', { ...question, ...(next ? { next } : {}) })
    hits.push(...page.hits)
    if (page.next === undefined) return hits
    next = page.next
  }
}
const textsOf = (hits: readonly Hit[]) => hits.map(({ event }) => event.is.text)
const found = async (person: Person, question: Question) => textsOf(await searchAll(person, question))

const filler = (count: number) => Array.from({ length: count }, (_, place) => `filler ${place}`)

describe('a message', () => {
  test('is found as soon as its send is answered, with where its words stand', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room } = await group(ann, bob)
    const { seq, at } = await say(ann, room, 'The Quick fox')
    const { hits, next } = await ok(bob, 'message.search', { text: 'quick' })
    expect(next).toBeUndefined()
    expect(hits).toMatchObject([
      { event: { on: `chat/room/${room}`, seq, at, by: ann.user, is: { text: 'The Quick fox' } }, spots: [[4, 9]] },
    ])
  })

  test('that was taken back is found no more, nor are its words held, nor do they come back', async () => {
    const [ann] = await people('Ann')
    const { room } = await group(ann)
    await sayAll(ann, room, filler(300))
    const { seq } = await say(ann, room, 'regrettable')
    await sayAll(ann, room, filler(40))
    await cover()
    const held = () =>
      sql('select 1 from stretch where room = $1 and words @@ $2::tsquery', [room, `'regrettable'`]).then(
        ({ length }) => length,
      )
    expect(await held()).toBe(1)
    await ok(ann, 'message.delete', { room, seq })
    expect(await held()).toBe(0)
    expect(await found(ann, { text: 'regrettable' })).toEqual([])
    await cover()
    expect(await held()).toBe(0)
    expect(await sql('select 1 from stretch where room = $1 and maker is null', [room])).toEqual([])
    expect(await found(ann, { text: '"filler 299"' })).toEqual(['filler 299'])
  })

  test('that is taken back while its stretch is made leaves no word in it', async () => {
    const [ann] = await people('Ann')
    const { room } = await group(ann)
    const { seq } = await say(ann, room, 'regrettable')
    const read = await readStretch(db, room, 1)
    await ok(ann, 'message.delete', { room, seq })
    const made = {
      ...(read as NonNullable<typeof read>),
      room,
      first: 1,
      words: ['regrettable'],
      maker: makerOf('simple'),
    }
    expect(await putStretch(db, made)).toBe(false)
    expect(await sql('select 1 from stretch where room = $1', [room])).toEqual([])
  })

  test('of somebody whom one hides is not found by them, and is by others', async () => {
    const [ann, bob, eve] = await people('Ann', 'Bob', 'Eve')
    const { room } = await group(ann, bob, eve)
    await say(bob, room, 'secretly')
    await ok(ann, 'author.hide', { user: bob.user })
    expect(await found(ann, { text: 'secretly' })).toEqual([])
    expect(await found(ann, { authors: [bob.user] })).toEqual([])
    expect(await found(eve, { text: 'secretly' })).toEqual(['secretly'])
  })

  test('is found by who is in the room now, and by nobody who has left or never was', async () => {
    const [ann, bob, eve] = await people('Ann', 'Bob', 'Eve')
    const { room } = await group(ann, bob)
    await say(ann, room, 'inside')
    await cover()
    expect(await found(bob, { text: 'inside' })).toEqual(['inside'])
    expect(await found(eve, { text: 'inside' })).toEqual([])
    await ok(bob, 'room.leave', { room })
    expect(await found(bob, { text: 'inside' })).toEqual([])
    for (const person of [bob, eve])
      expect(await error(person, 'message.search', { text: 'inside', rooms: [room] })).toMatchObject({
        name: 'ROOM_NOT_FOUND',
      })
  })

  test('in a room of a space is found by those whose roles let them see it', async () => {
    const [ann, bob, eve] = await people('Ann', 'Bob', 'Eve')
    const roles = new Map([
      [0, 0n],
      [1, permissionSet('view', 'send')],
    ])
    const residents = [{ person: ann.user }, { person: bob.user, roles: [1] }, { person: eve.user }]
    const room = await putRoom(sql, await putSpace(sql, { owner: ann.user, roles, residents }))
    await say(bob, room, 'spacious')
    expect(await found(bob, { text: 'spacious' })).toEqual(['spacious'])
    expect(await found(ann, { text: 'spacious', rooms: [room] })).toEqual(['spacious'])
    expect(await found(eve, { text: 'spacious' })).toEqual([])
  })
})

describe('filters', () => {
  test('hold beside words and alone, each as it is and negated', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const [one, other] = [(await group(ann, bob)).room, (await group(ann, bob)).room]
    await say(ann, one, 'a1 https://example.com')
    const { at } = await say(bob, one, 'b1')
    await say(ann, other, 'a2')
    await say(bob, other, 'b2 https://example.com')
    for (const covered of [false, true]) {
      if (covered) for (const room of [one, other]) await sayAll(ann, room, filler(64))
      if (covered) await cover()
      const asked = (question: Question) => found(ann, { text: '-filler', ...question })
      expect(await asked({ authors: [bob.user] })).toEqual(['b2 https://example.com', 'b1'])
      expect(await asked({ not_authors: [bob.user] })).toEqual(['a2', 'a1 https://example.com'])
      expect(await asked({ authors: [ann.user, bob.user], rooms: [other] })).toEqual(['b2 https://example.com', 'a2'])
      expect(await asked({ not_rooms: [other] })).toEqual(['b1', 'a1 https://example.com'])
      expect(await asked({ has: ['link'] })).toEqual(['b2 https://example.com', 'a1 https://example.com'])
      expect(await asked({ not_has: ['link'], authors: [ann.user] })).toEqual(['a2'])
      expect(await asked({ before: at, rooms: [one] })).toEqual(['a1 https://example.com'])
      expect(await asked({ after: at })).toEqual(['b2 https://example.com', 'a2', 'b1'])
    }
  })

  test('find what has a link, a poll or a pin, one of them or none, as it is now', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room } = await group(ann, bob)
    const poll = (question: string) => ok(bob, 'poll.create', { room, id: uuid7(), question, answers: ['yes', 'no'] })
    await poll('a poll')
    const gone = await poll('a poll that is gone')
    await say(ann, room, 'a link https://example.com')
    const pinned = await say(bob, room, 'a pin')
    const loose = await say(bob, room, 'pinned no more')
    await say(bob, room, 'plain')
    for (const { seq } of [pinned, loose]) await ok(ann, 'message.pin', { room, seq })
    await ok(ann, 'message.unpin', { room, seq: loose.seq })
    await ok(bob, 'message.delete', { room, seq: gone.seq })
    const link = 'a link https://example.com'
    for (const covered of [false, true]) {
      if (covered) await sayAll(ann, room, filler(3_000))
      if (covered) await cover()
      const asked = (question: Question) => found(ann, { text: '-filler', ...question })
      expect(await asked({ has: ['poll'] })).toEqual(['a poll'])
      expect(await asked({ has: ['pin'] })).toEqual(['a pin'])
      expect(await asked({ has: ['pin', 'poll'] })).toEqual(['a pin', 'a poll'])
      expect(await asked({ has: ['link', 'poll'] })).toEqual([link, 'a poll'])
      expect(await asked({ not_has: ['link', 'poll', 'pin'] })).toEqual(['plain', 'pinned no more'])
      expect(await asked({ has: ['pin', 'link'], not_has: ['link'] })).toEqual(['a pin'])
      expect((await ok(ann, 'message.search', { has: ['pin'] })).hits, 'of all that is said').toHaveLength(1)
    }
  })

  test('find whom messages name now, and nothing in rooms that one does not see', async () => {
    const [ann, bob, cid] = await people('Ann', 'Bob', 'Cid')
    const { room } = await group(ann, bob)
    const { room: unseen } = await group(bob, cid)
    await say(cid, unseen, `elsewhere <@${bob.user}>`)
    const { seq } = await say(ann, room, `to <@${bob.user}>`)
    await say(ann, room, `to both <@${bob.user}> <@${ann.user}>`)
    await say(ann, room, `to nobody \`<@${bob.user}>\``)
    const asked = async (question: Question) =>
      (await found(ann, { text: '-filler', ...question })).map((text) => String(text).replace(/ [`<].*/, ''))
    for (const covered of [false, true]) {
      if (covered) await sayAll(ann, room, filler(300))
      if (covered) await cover()
      expect(await asked({ mentions: [bob.user] })).toEqual(['to both', 'to'])
      expect(await asked({ mentions: [ann.user, cid.user] })).toEqual(['to both'])
      expect(await asked({ not_mentions: [ann.user] })).toEqual(['to nobody', 'to'])
      expect(await asked({ mentions: [bob.user], not_mentions: [ann.user] })).toEqual(['to'])
    }
    await ok(ann, 'message.edit', { room, seq, id: uuid7(), text: 'to another' })
    expect(await asked({ mentions: [bob.user] })).toEqual(['to both'])
  })

  test.each<[string, Question]>([
    ['nothing', {}],
    ['blanks', { text: '  ' }],
    ['signs alone', { text: '*** -- ""' }],
  ])('of %s are refused with a number that says what to do', async (_, question) => {
    const [ann] = await people('Ann')
    expect(await error(ann, 'message.search', question)).toMatchObject({ name: 'SEARCH_EMPTY', code: 1245 })
  })

  test.each(['x', '12/3', '-1', '9'.repeat(40)])('that go on at %s, which is no place, are told so', async (next) => {
    const [ann] = await people('Ann')
    expect(await error(ann, 'message.search', { text: 'x', next })).toMatchObject({ name: 'BAD_INPUT', at: '/next' })
  })

  test('of too many words are refused, and it is told how many there may be', async () => {
    const [ann] = await people('Ann')
    const text = Array.from({ length: 17 }, (_, place) => `w${place}`).join(' ')
    expect(await error(ann, 'message.search', { text })).toMatchObject({ name: 'SEARCH_TOO_WIDE', most: 16 })
  })

  test('that look like a query of Postgres are words', async () => {
    const [ann] = await people('Ann')
    const { room } = await group(ann)
    await say(ann, room, `it's a \\ & | ! <-> :* 'test`)
    await sayAll(ann, room, filler(40))
    await cover()
    for (const text of [`it's`, `'test`, `\\ test`, `test & | ! <->`, `tes*`])
      expect((await found(ann, { text })).length, text).toBe(1)
  })
})

test('words inside of sentences without blanks are found, covered or not', async () => {
  const [ann] = await people('Ann')
  const { room } = await group(ann)
  const texts = ['我们明天在东京大学开会', 'これは日本語の文章です', 'ฉันรักประเทศไทย']
  for (const text of texts) await say(ann, room, text)
  for (const covered of [false, true]) {
    if (covered) await sayAll(ann, room, filler(40))
    if (covered) await cover()
    expect(await found(ann, { text: '大学' })).toEqual([texts[0]])
    expect(await found(ann, { text: '日本語' })).toEqual([texts[1]])
    expect(await found(ann, { text: 'ประเทศไทย' })).toEqual([texts[2]])
  }
})

test('a room is made ready once it rests; while somebody writes there, whole stretches alone, and far behind them', async () => {
  const [ann] = await people('Ann')
  const { room } = await group(ann)
  const held = () => sql('select first::int, last::int from stretch where room = $1 order by first', [room])
  await sayAll(ann, room, filler(300))
  await cover('simple', 3_600_000)
  expect(await held()).toEqual([])
  await sayAll(ann, room, filler(16 * 256))
  await cover('simple', 3_600_000)
  const whole = Array.from({ length: 17 }, (_, place) => ({ first: 256 * place + 1, last: 256 * (place + 1) }))
  expect(await held()).toEqual(whole)
  expect(await found(ann, { text: '"filler 4095"' })).toEqual(['filler 4095'])
  await cover()
  expect(await held()).toHaveLength(18)
})

test('whatever was said, taken back and covered, all pages together are what a search of everything finds, newest first', async () => {
  const [ann, bob] = await people('Ann', 'Bob')
  const vocabulary = ['red', 'green', 'blue', 'redder', '红色', 'the']
  const doing = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        room: fc.nat(2),
        who: fc.nat(1),
        words: fc.array(fc.constantFrom(...vocabulary), { minLength: 1, maxLength: 4 }),
        times: fc.constantFrom(1, 3, 40, 130),
      }),
    },
    { weight: 1, arbitrary: fc.constant('cover' as const) },
    { weight: 1, arbitrary: fc.record({ takes: fc.nat(500) }) },
  )
  const asked = fc.constantFrom('red', 'red*', '"green blue"', 'red -the', 'the', '红色', 'red green', '-red')
  await fc.assert(
    fc.asyncProperty(
      fc.array(doing, { minLength: 3, maxLength: 12 }),
      asked,
      fc.constantFrom(3, 25, 100),
      async (doings, text, limit) => {
        const rooms = [(await group(ann, bob)).room, (await group(ann, bob)).room, (await group(ann, bob)).room]
        const said: { room: string; seq: number; at: number; text: string; by: Person }[] = []
        for (const one of doings) {
          if (one === 'cover') await cover()
          else if ('takes' in one) {
            const [gone] = said.splice(one.takes % Math.max(1, said.length), 1)
            if (gone) await ok(gone.by, 'message.delete', { room: gone.room, seq: gone.seq })
          } else {
            const [room, by] = [rooms[one.room] as string, [ann, bob][one.who] as Person]
            const words = one.words.join(' ')
            const answers = await sayAll(
              by,
              room,
              Array.from({ length: one.times }, () => words),
            )
            for (const answer of answers)
              if ('ok' in answer) said.push({ room, by, text: words, ...(answer.ok as { seq: number; at: number }) })
          }
        }
        const wanted = said
          .filter((message) => findTerms(wordsOf(message.text), termsOf(text)) !== undefined)
          .toSorted((a, b) => b.at - a.at || (a.room === b.room ? b.seq - a.seq : a.room < b.room ? 1 : -1))
        const hits = await searchAll(ann, { text, limit, rooms })
        expect(hits.map(({ event }) => `${event.on} ${event.seq}`)).toEqual(
          wanted.map(({ room, seq }) => `chat/room/${room} ${seq}`),
        )
      },
    ),
    { numRuns: 8 },
  )
})

test('other forms of a word are found by the configuration of its language, also where the stretches were made without it', async () => {
  const [ann] = await english.people('Ann')
  const { room } = await english.group(ann)
  const ask = (text: string) => english.ok(ann, 'message.search', { text }).then(({ hits }) => textsOf(hits))
  const saying = ['She was running', ...filler(40)].map((text) => ({ room, id: uuid7(), text }))
  await english.send(saying.map((message) => ({ do: 'message.send', with: message, user: ann.user, session: 's' })))
  const makers = () => english.sql('select maker from stretch where room = $1', [room])
  for (const configuration of [undefined, 'simple', 'english']) {
    if (configuration) await coverRooms({ db: englishDb, configuration, restMs: 0 }).run()
    if (configuration === 'english') await coverRooms({ db: englishDb, configuration, restMs: 0 }).run()
    expect(await ask('runs')).toEqual(['She was running'])
    expect(await ask('"runs"')).toEqual([])
    expect(await ask('was')).toEqual(['She was running'])
  }
  expect(await makers()).toEqual([{ maker: makerOf('english') }])
})
