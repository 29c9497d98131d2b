/** How many have voted, which is kept beside the votes so that nobody has to count them. */
import { beforeIds, type Check, type Database, type Finding, inPages, type Queryable } from '@parley/service-kit'

interface OfPoll extends Finding {
  readonly room: string
  readonly seq: number
}

const pollsAtOnce = 100

/** Of a row `poll`: the votes of each answer, and the voters, as they are counted now. */
const counted = `
  cross join lateral (
    select array(
      select coalesce(given.people, 0) from generate_series(0, cardinality(poll.counts) - 1) place
      left join (
        select answer, count(*)::integer as people from vote cross join unnest(vote.answers) answer
        where vote.room = poll.room and vote.seq = poll.seq group by answer
      ) given on given.answer = place
      order by place
    ) as counts, (select count(*)::integer from vote where vote.room = poll.room and vote.seq = poll.seq) as voters
  ) made`

const lookSql = `
  select poll.room, poll.seq, (poll.counts, poll.voters) is distinct from (made.counts, made.voters) as wrong
  from (select * from poll where (room, seq) > ($1::uuid, $2::bigint) order by room, seq limit $3) poll ${counted}
  order by poll.room, poll.seq`

async function* look(db: Queryable): AsyncGenerator<OfPoll> {
  const values = (last: OfPoll | undefined) => [last?.room ?? beforeIds, last?.seq ?? 0]
  for await (const { room, seq, wrong } of inPages<OfPoll & { wrong: boolean }>(db, lookSql, values, pollsAtOnce))
    if (wrong) yield { what: `poll ${seq} in room ${room}`, room, seq }
}

const mendSql = `
  update poll kept set counts = made.counts, voters = made.voters from poll ${counted}
  where poll.room = $1 and poll.seq = $2 and kept.room = poll.room and kept.seq = poll.seq
    and (kept.counts, kept.voters) is distinct from (made.counts, made.voters)
  returning 1`

const mend = (db: Database, { room, seq }: OfPoll): Promise<boolean> =>
  db.transaction(async (tx) => {
    await tx.lock([room])
    return (await tx.query(mendSql, [room, seq])).length > 0
  })

export const pollCounts: Check<OfPoll> = {
  about: 'polls whose votes are counted wrong',
  look: ({ db }) => look(db),
  mend,
}
