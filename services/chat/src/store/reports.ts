/** What people have reported to the operators. */
import { beforeIds, type Queryable } from '@parley/service-kit'

const openSql = `
  select (select id from report where by = $1 and room = $2 and seq = $3 and closed is null) as id,
    (select count(*)::int from report where by = $1 and closed is null) as open`

/** Of one person: their open report of this message, if there is one, and how many of theirs are open in all. */
export const findOpen = async (db: Queryable, by: string, room: string, seq: number) =>
  (await db.query<{ readonly id: string | null; readonly open: number }>(openSql, [by, room, seq]))[0] ?? {
    id: null,
    open: 0,
  }

export interface SealedMessage {
  readonly seq: number
  readonly by: string
  /** Milliseconds since 1970. */
  readonly at: number
  /** As it was sent. */
  readonly is: object
  /** The latest ones, in their order; of those around the reported one the last alone. */
  readonly edits: readonly { readonly seq: number; readonly at: number; readonly text: string }[]
}

/** How far around the message is looked for others: most events of a busy room may be none. */
const mostEvents = 500
/** Of the reported message. */
const mostEdits = 100

const ms = (moment: string) => `floor(extract(epoch from ${moment}) * 1000)::bigint`

const around = (condition: string, order: string) => `(
  select seq from event
  where stream = $1 and ${condition} and seq > (select since from reach_of($1, $5)) and ev = 'message.sent' and audience is null
    and by <> all($4::uuid[]) and coalesce(body -> 'forwarded' ->> 'by', '') <> all($4::text[])
  order by seq ${order} limit $3)`

const sealSql = `
  with chosen as (
    select $2::bigint as seq
    union all ${around(`seq < $2 and seq > $2 - ${mostEvents}`, 'desc')}
    union all ${around(`seq > $2 and seq < $2 + ${mostEvents}`, 'asc')}
  )
  select sent.seq, sent.by, ${ms('sent.at')} as at, sent.body as is, coalesce(edits.all, '[]') as edits
  from chosen join event sent on sent.stream = $1 and sent.seq = chosen.seq
  left join message_state state on state.room = sent.stream and state.seq = sent.seq
  left join lateral (
    select json_agg(json_build_object('seq', edit.seq, 'at', ${ms('edit.at')}, 'text', edit.body ->> 'text') order by edit.seq) as all
    from (
      select seq, at, body from event
      where stream = $1 and seq = any(state.edits) and ev = 'message.edited'
      order by seq desc limit case when sent.seq = $2 then ${mostEdits} else 1 end
    ) edit
  ) edits on true
  order by sent.seq`

/** Behind the lock of the room: the message, and so many before and after it that the reporter sees, who hides these people. */
export const readAround = (
  db: Queryable,
  { room, seq, person }: { readonly room: string; readonly seq: number; readonly person: string },
  most: number,
  hides: readonly string[],
): Promise<SealedMessage[]> => db.query<SealedMessage>(sealSql, [room, seq, most, hides, person])

export interface NewReport {
  readonly room: string
  readonly seq: number
  readonly by: string
  readonly author: string
  readonly kind: string
  readonly note: string
  readonly space: string | null
  readonly sealed: readonly SealedMessage[]
}

const insertSql = `
  insert into report (room, seq, by, author, kind, note, space, sealed) values ($1, $2, $3, $4, $5, $6, $7, $8) returning id`

export const insertReport = async (db: Queryable, report: NewReport): Promise<string> => {
  const { room, seq, by, author, kind, note, space, sealed } = report
  const rows = await db.query<{ id: string }>(insertSql, [
    room,
    seq,
    by,
    author,
    kind,
    note,
    space,
    JSON.stringify(sealed),
  ])
  return (rows[0] as { id: string }).id
}

/** What was done about it: something, nothing as nothing is wrong with it, or nothing as another report is of the same. */
export const reportOutcomes = ['acted', 'unfounded', 'duplicate'] as const
export type ReportOutcome = (typeof reportOutcomes)[number]

export interface ReportRow extends Omit<NewReport, 'sealed'> {
  readonly id: string
  /** Milliseconds since 1970. */
  readonly at: number
  /** The same; null where it is open, as are the next two. */
  readonly closed: number | null
  readonly outcome: ReportOutcome | null
  readonly reason: string | null
  readonly byName: string
  readonly authorName: string
}

const fields = `report.id, report.room, report.seq, report.by, report.author, report.kind, report.note, report.space, ${ms('report.at')} as at,
  ${ms('report.closed')} as closed, report.outcome, report.reason,
  coalesce(reporter.name, '') as "byName", coalesce(author.name, '') as "authorName"`
const from = `from report left join person reporter on reporter.id = report.by left join person author on author.id = report.author`

const listSql = (state: string) => `select ${fields} ${from}
  where report.closed is ${state} and (report.at, report.id) > (to_timestamp($1 / 1000.0), $2::uuid) order by report.at, report.id limit $3`
const listSqls = { open: listSql('null'), closed: listSql('not null') } as const

export type ReportState = keyof typeof listSqls

const beginning = { at: 0, id: beforeIds }

/** Those after that one, the oldest first. */
export const listReports = (
  db: Pick<Queryable, 'query'>,
  state: ReportState,
  most: number,
  { at, id }: Pick<ReportRow, 'at' | 'id'> = beginning,
): Promise<ReportRow[]> => db.query<ReportRow>(listSqls[state], [at, id, most])

const closeSql = `
  update report set closed = date_trunc('milliseconds', clock_timestamp()), outcome = $2, reason = $3
  where id = $1 and closed is null returning 1`

/** False where it is closed already, or there is none. */
export const closeReport = async (
  db: Pick<Queryable, 'query'>,
  id: string,
  outcome: ReportOutcome,
  reason: string,
): Promise<boolean> => (await db.query(closeSql, [id, outcome, reason])).length > 0

const getSql = `select ${fields}, report.sealed ${from} where report.id = $1`

export const getReport = async (
  db: Pick<Queryable, 'query'>,
  id: string,
): Promise<(ReportRow & Pick<NewReport, 'sealed'>) | undefined> =>
  (await db.query<ReportRow & Pick<NewReport, 'sealed'>>(getSql, [id]))[0]
