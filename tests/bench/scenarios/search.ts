import type { Input } from '@parley/protocol'
import pg from 'pg'
import { type Parley, type Person, startParley } from '../contestants/parley.ts'
import { untilCovered } from '../load/covered.ts'
import { defineScenario, figureOf, type Measured } from './scenario.ts'

export interface Size {
  readonly rooms: number
  /** In the longest room; all others together have as many. */
  readonly messages: number
  /** Whether it waits until all of them are covered by stretches. */
  readonly covered: boolean
  readonly times: number
}

/** One in a thousand messages is by the second author; a word is in two of them all, and one in every third. */
const fillSql = `
  insert into chat.event (stream, seq, tally, ev, key, by, at, body)
  select r.id, r.head + n, r.tally + n, 'message.sent', uuidv7(), case when (n::bigint * 7919 + place * 104729) % 1000 = 7 then $3::uuid else $2::uuid end,
    now() - place * interval '10 minutes' - (r.messages - n) * interval '100 days' / r.messages,
    json_build_object('id', uuidv7(), 'text',
      case when n % 3 = 0 then 'the ' else '' end || case when r.place <= 2 and n = r.messages / 2 then 'serendipity ' else '' end
      || case when (n::bigint * 7919 + place * 104729) % 997 = 5 then 'blue moon ' else '' end
      || 'w' || n % 5003 || ' w' || n * 7 % 3001 || ' w' || (n + place) % 1009 || ' w' || n / 50 || ' and some words more')
  from (
    select stream.*, place, case when place = 1 then $4::int else greatest(1, $4::int / ($5::int - 1)) end as messages
    from unnest($1::uuid[]) with ordinality as asked (room, place) join chat.stream on stream.id = asked.room
  ) r, generate_series(1, r.messages) n`
const raiseSql = `
  update chat.stream set head = found.head, tally = stream.tally + found.head - stream.head
  from (select stream, max(seq) as head from chat.event where stream = any($1::uuid[]) group by stream) found
  where found.stream = stream.id`

/** All that the same question reads where nothing is made ready for it. */
const scanSql = `
  select stream, seq, at, body from chat.event
  where stream = any($1::uuid[]) and ev = 'message.sent' and ($2::text is null or body->>'text' ~* $2) and ($3::uuid is null or by = $3)
  order by at desc, stream, seq desc limit 25`

interface Case {
  readonly what: string
  readonly input: Input<'message.search'>
  readonly pattern: string | null
  readonly author: string | null
}

const msOf = async (times: number, ask: () => Promise<unknown>): Promise<number> => {
  const taken: number[] = []
  for (let left = times; left > 0; left--) {
    const begun = performance.now()
    await ask()
    taken.push(performance.now() - begun)
  }
  return taken.toSorted((a, b) => a - b)[Math.floor(times / 2)] as number
}

/** A page as a client gets it, by as many answers as it takes. */
const searchPage = async (parley: Parley, person: Person, input: Input<'message.search'>) => {
  let found = 0
  for (let next: string | undefined; ; ) {
    const page = await parley.post('message.search', { ...input, ...(next ? { next } : {}) }, person)
    found += page.hits.length
    next = page.next
    if (found >= 25 || next === undefined) return found
  }
}

export const search = defineScenario({
  name: 'search',
  about:
    'Somebody in many rooms, of which one holds half of the messages, searches all of them. A page of 25 hits over HTTP, the median, beside the same ' +
    'question put to Postgres as a scan of the events, without a server in front of it.',
  sizes: {
    full: { rooms: 1_000, messages: 500_000, covered: true, times: 5 },
    short: { rooms: 5, messages: 500, covered: false, times: 2 },
  },
  run: async (size, lend) => {
    await using scope = new AsyncDisposableStack()
    const parley = scope.use(await lend(startParley, 1))
    const client = new pg.Client({ connectionString: parley.postgres.url })
    await client.connect()
    scope.defer(() => client.end())
    const { people, rooms } = await parley.make({ people: 2, rooms: Array.from({ length: size.rooms }, () => [0, 1]) })
    const [reader, other] = people as [Person, Person]
    await client.query(fillSql, [rooms, reader.user, other.user, size.messages, size.rooms])
    await client.query(raiseSql, [rooms])
    await client.query('vacuum analyze chat.event')
    if (size.covered) await untilCovered(client, rooms)
    const cases: Case[] = [
      { what: 'rare word', input: { text: 'serendipity' }, pattern: '\\mserendipity\\M', author: null },
      { what: 'word in every third', input: { text: 'the' }, pattern: '\\mthe\\M', author: null },
      { what: 'phrase', input: { text: '"blue moon"' }, pattern: '\\mblue moon\\M', author: null },
      { what: 'author alone', input: { authors: [other.user] }, pattern: null, author: other.user },
      { what: 'nowhere', input: { text: 'nowhere' }, pattern: '\\mnowhere\\M', author: null },
    ]
    const ours: Record<string, number> = {}
    const scan: Record<string, number> = {}
    for (const { what, input, pattern, author } of cases) {
      ours[`${what}, ms`] = await msOf(size.times, () => searchPage(parley, reader, { ...input, limit: 25 }))
      scan[`${what}, ms`] = await msOf(Math.min(3, size.times), () => client.query(scanSql, [rooms, pattern, author]))
    }
    const row = (name: string, figures: Measured['figures']) => ({ name, figures })
    const [parleys, scans] = [row('Parley', ours), row('scan', scan)]
    return {
      title: `Search: ${size.rooms.toLocaleString('en')} rooms with ${(2 * size.messages).toLocaleString('en')} messages`,
      rows: [parleys, scans],
      targets: cases.map(({ what }) => ({
        what: `${what}: ms over that of a scan`,
        reached: figureOf(parleys, `${what}, ms`) / figureOf(scans, `${what}, ms`),
        most: 1,
      })),
      plotted: cases.map(({ what }) => `${what}, ms`),
    }
  },
})
