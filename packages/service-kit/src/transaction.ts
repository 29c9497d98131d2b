/** A transaction that appends to streams: what it locks, what it emits, and the one statement that writes that down. */
import {
  changesRights,
  countingEvents,
  type EventBody,
  type EventName,
  type EventOn,
  effectOf,
  events,
  frameText,
  redactedEvent,
  type StreamKind,
  takenBackBy,
} from '@parley/protocol'
import { markOf } from '@parley/wire'
import type { Queryable } from './database.ts'
import { type LockedStream, LockedStreams } from './locked-streams.ts'
import type { StreamEvents } from './publisher.ts'

/** An event's place: known at once, as the stream's row is locked. */
export interface Placed {
  readonly seq: number
  readonly at: number
}

export interface Transaction extends Queryable {
  /** What it appends is of this epoch, or it fails with OtherHistory. */
  readonly epoch: number
  /**
   * Locks the streams in the order of their ids, so that no two transactions wait for each other. Decide in the
   * statements after it: they see what was committed while this one waited. Streams that do not exist are left out.
   */
  lock(ids: readonly string[]): Promise<LockedStreams>
  /**
   * The same, with one that rules others, and alone with all that it rules: so what is written there comes before an event with the effect
   * `rule`, or knows of it. Before anything that it rules is locked.
   */
  lockRuled(ruler: string, ids?: readonly string[]): Promise<LockedStreams>
  /** Makes a stream, locked. A fault where it exists already, and where another stream rules it and nothing that this rules is locked. */
  createStream<Kind extends StreamKind>(kind: Kind, id: string): Promise<LockedStream<Kind>>
  /** Makes the streams that do not exist yet; then lock them. */
  ensureStreams(kind: StreamKind, ids: readonly string[]): Promise<void>
  /**
   * Appends to a locked stream. `key` is what a repeat of the request is recognised by; `audience` names those for whom it is, where
   * that is not everybody who follows the stream. An event that takes back another removes what that one says; one that
   * changes who sees what in streams that this one rules is noted as the last change of who sees what, and has to find the stream alone
   * with all that it rules. An event of another kind of stream does not compile.
   */
  emit<Kind extends StreamKind, E extends EventOn<Kind>>(
    stream: LockedStream<Kind>,
    ev: E,
    by: string | null,
    body: EventBody<E>,
    key?: string,
    audience?: string,
  ): Placed
}

interface NewEvent {
  readonly stream: LockedStream
  readonly seq: number
  readonly tally: number
  readonly ev: EventName
  readonly key: string | null
  readonly by: string | null
  readonly body: string
  readonly audience: string | null
  /** The positions that it takes back. */
  readonly redacts: readonly number[]
  /** Whether it changes who sees what. */
  readonly rules: boolean
}

export const streamName = (kind: StreamKind, id: string) => `${kind}/${id}`

const ensureSql = `
  insert into stream (id, kind) select id, $1 from unnest($2::uuid[]) id order by id on conflict do nothing`

/** Makes the streams that do not exist yet. */
export const ensureStreams = async (
  db: Pick<Queryable, 'query'>,
  kind: StreamKind,
  ids: readonly string[],
): Promise<void> => void (await db.query(ensureSql, [kind, ids]))

const fields = 'id, kind, head, floor, tally, ruler'
/** Of a stream that is ruled the rights are held, before its row is locked; of one that they are changed of, alone. */
const lockSql = `
  select ${fields} from stream where id = any((select hold_rights($1::uuid[], $2))::uuid[]) order by id for update`

const clockSql = `select floor(extract(epoch from clock_timestamp()) * 1000)::bigint as at`

const createSql = `insert into stream (id, kind) values ($1, $2) returning ruler`

const rightsSql = `select id, rights_at from stream where id = any($1::uuid[])`

/** One statement for all that a transaction appends: events, heads, and the outbox row. The fence holds before all of it. */
const appendSql = `
  with appended as (
    insert into event (stream, seq, tally, ev, key, by, at, body, audience)
    select stream, seq, tally, ev, key, by, to_timestamp($1 / 1000.0), body, audience
    from unnest($2::uuid[], $3::bigint[], $4::bigint[], $5::text[], $6::uuid[], $7::uuid[], $8::json[], $14::text[])
      as new (stream, seq, tally, ev, key, by, body, audience)
  ), moved as (
    update stream set head = new.head, tally = new.tally, rights_at = greatest(stream.rights_at, new.ruled)
    from unnest($9::uuid[], $10::bigint[], $11::bigint[], $15::bigint[]) as new (id, head, tally, ruled)
    where stream.id = new.id
  )
  insert into outbox (streams, firsts, lasts) select $9, $12, $10 from fence($13)`

/** What was said is gone. That it was there, by whom and when, and whether it counts, is what repeats, numbers and counts go by. */
const redactSql = `
  update event set ev = '${redactedEvent}', body = case
    when ev = any($3::text[]) then '{}' when ev = '${redactedEvent}' then body else '{"counts":false}' end
  from unnest($1::uuid[], $2::bigint[]) as gone (stream, seq)
  where event.stream = gone.stream and event.seq = gone.seq`

/** `append` writes down what was emitted, and gives it to be published after the commit. */
export const makeTransaction = (query: Queryable['query'], epoch: number) => {
  const pending: NewEvent[] = []
  const held = new Map<string, LockedStream>()
  /** Those that are alone with all that they rule. */
  const ruling = new Set<string>()
  let at = 0

  /** The clock of the database, so that all processes tell one time. */
  const readClock = async () => {
    if (at === 0) at = (await query<{ at: number }>(clockSql))[0]?.at ?? 0
  }

  const hold = (stream: LockedStream) => {
    const known = held.get(stream.id)
    if (!known) held.set(stream.id, stream)
    return known ?? stream
  }

  /** Whether nobody changes who sees what under this one until the commit. */
  const isHeld = (ruler: string) => ruling.has(ruler) || [...held.values()].some((stream) => stream.ruler === ruler)

  const lock = async (ids: readonly string[], changed?: string) => {
    const rows = await query<LockedStream>(lockSql, [ids, changed ?? null])
    await readClock()
    return new LockedStreams(rows.map(hold))
  }

  const tx: Transaction = {
    epoch,
    query,
    lock: (ids) => lock(ids),
    lockRuled: (ruler, ids = []) => {
      ruling.add(ruler)
      return lock([ruler, ...ids], ruler)
    },
    createStream: async (kind, id) => {
      const [row] = await query<Pick<LockedStream, 'ruler'>>(createSql, [id, kind])
      await readClock()
      const made = { id, kind, head: 0, floor: 0, tally: 0, ruler: row?.ruler ?? null }
      if (made.ruler && !isHeld(made.ruler)) throw new Error(`a stream under one whose rights are not held: ${id}`)
      ruling.add(id)
      hold(made)
      return made
    },
    ensureStreams: (kind, ids) => ensureStreams({ query }, kind, ids),
    emit: (stream, ev, by, body, key, audience) => {
      if (held.get(stream.id) !== stream) throw new Error(`emit on a stream that is not locked: ${stream.id}`)
      const rules = changesRights(stream.kind, ev)
      if (rules && !ruling.has(stream.id))
        throw new Error(`${ev} on a stream that is not alone with those that it rules: ${stream.id}`)
      stream.head++
      if ('counts' in events[ev]) stream.tally++
      const { head: seq, tally } = stream
      const redacts = takenBackBy(ev, body)
      const text = JSON.stringify(body)
      pending.push({
        stream,
        seq,
        tally,
        ev,
        key: key ?? null,
        by,
        body: text,
        audience: audience ?? null,
        redacts,
        rules,
      })
      return { seq, at }
    },
  }

  const append = async (): Promise<StreamEvents[]> => {
    if (pending.length === 0) return []
    const own = Map.groupBy(pending, (event) => event.stream)
    const streams = [...own.keys()]
    const firsts = [...own.values()].map(([event]) => (event as NewEvent).seq)
    const ruled = [...own.values()].map((events) => events.findLast(({ rules }) => rules)?.seq ?? 0)
    await query(appendSql, [
      at,
      pending.map((event) => event.stream.id),
      pending.map((event) => event.seq),
      pending.map((event) => event.tally),
      pending.map((event) => event.ev),
      pending.map((event) => event.key),
      pending.map((event) => event.by),
      pending.map((event) => event.body),
      streams.map((stream) => stream.id),
      streams.map((stream) => stream.head),
      streams.map((stream) => stream.tally),
      firsts,
      epoch,
      pending.map((event) => event.audience),
      ruled,
    ])
    await redact(pending)
    const rights = await readRights(streams)
    return [...own].map(([stream, appended]) => toStreamEvents(stream, appended, rights))
  }

  /** Of their rulers, whose rights are held: nothing changes what they say until the commit. */
  const readRights = async (streams: readonly LockedStream[]): Promise<ReadonlyMap<string | null, number>> => {
    const rulers = new Set(streams.flatMap(({ ruler }) => ruler ?? []))
    if (rulers.size === 0) return new Map()
    const rows = await query<{ id: string; rights_at: number }>(rightsSql, [[...rulers]])
    return new Map(rows.map(({ id, rights_at }) => [id, rights_at]))
  }

  const redact = async (appended: readonly NewEvent[]): Promise<void> => {
    const gone = appended.flatMap(({ stream, redacts }) => redacts.map((seq) => [stream.id, seq] as const))
    if (gone.length > 0)
      await query(redactSql, [gone.map(([stream]) => stream), gone.map(([, seq]) => seq), countingEvents])
  }

  const toStreamEvents = (
    stream: LockedStream,
    own: readonly NewEvent[],
    rights: ReadonlyMap<string | null, number>,
  ): StreamEvents => {
    const on = streamName(stream.kind, stream.id)
    return {
      on,
      first: (own[0] as NewEvent).seq,
      follows: own.some((event) => effectOf(event.ev) !== undefined),
      frames: own.map((event) => frameText(on, event.seq, event.ev, event.by, at, event.body)),
      marks: own.map((event) => markOf(event.ev, event.by, event)),
      rightsAt: rights.get(stream.ruler ?? null),
      redacts: own.flatMap(({ redacts }) => redacts),
      hides: own.flatMap(({ ev, seq }) => (effectOf(ev) === 'hide' ? [seq] : [])),
    }
  }

  return { tx, append }
}
