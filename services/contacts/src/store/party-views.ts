/** A party as its members see it. */

import type { Output } from '@parley/protocol'
import { type Database, type InEpoch, streamName } from '@parley/service-kit'
import { msOf, nowSql, type PartyRow } from './parties.ts'

type View = Output<'party.get'>

interface Row extends PartyRow, InEpoch {
  readonly head: number
  readonly now: number
  readonly people: { user: string; joined: number; away: boolean; ready: boolean | null }[]
  readonly requests: string[]
}

/** All of it of one moment, and that as its stream stands. */
const seeSql = `
  select stream.head, (select current_epoch()) as epoch, ${msOf(nowSql)} as now,
    party.id, game, leader, label, most, access, locked, migrates, code, room, attributes, ${msOf('check_ends')} as "checkEnds",
    (select json_agg(json_build_object('user', person, 'joined', joined, 'away', away, 'ready', ready) order by joined)
      from party_member where party = party.id) as people,
    (select coalesce(json_agg(person order by at, person), '[]') from party_request where party = party.id) as requests
  from party join stream on stream.id = party.id
  where party.id = $1 and ended is null and exists (select from party_member where party = party.id and person = $2)`

const toView = (row: Row): View => {
  const { id, game, label, most, access, leader, attributes, migrates, locked, code, room, checkEnds, now } = row
  return {
    on: streamName('contacts/party', id),
    epoch: row.epoch,
    head: row.head,
    party: id,
    ...(game ? { game } : {}),
    ...(label ? { label } : {}),
    ...(room ? { room } : {}),
    ...{ most, access, leader, attributes, migrates, locked },
    ...(code ? { code } : {}),
    members: row.people.map(({ user, joined, away, ready }) => ({
      ...{ user, joined },
      ...(away ? { away } : {}),
      ...(ready === null ? {} : { ready }),
    })),
    requests: row.requests,
    ...(checkEnds === null ? {} : { check: { ends_at: checkEnds, ends_in_ms: Math.max(0, checkEnds - now) } }),
  }
}

/** Undefined where there is none, or the reader is not in it. */
export const seeParty = async (db: Database, id: string, reader: string): Promise<View | undefined> => {
  const rows = await db.query<Row>(seeSql, [id, reader])
  const [row] = rows
  if (!row) return undefined
  db.read(rows)
  return toView(row)
}
