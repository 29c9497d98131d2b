/** Spaces as those see them who run the platform. */
import { beforeIds, type Queryable } from '@parley/service-kit'

export interface EstateRow {
  readonly space: string
  readonly name: string
  readonly owner: string
  readonly owner_name: string | null
  readonly resident_count: number
  readonly room_count: number
  readonly created_at: number | null
  readonly active_at: number | null
  readonly ends_at: number | null
}

export interface WantedSpaces {
  readonly name?: string | undefined
  readonly owner?: string | undefined
  readonly space?: string | undefined
  readonly after?: string | undefined
}

const ms = (moment: string) => `floor(extract(epoch from ${moment}) * 1000)::bigint`

/** The latest of the last events of its rooms: a probe for each room, and no room has more than one. Names are looked through: there is no index of letters. */
const sql = `
  select space.id as space, space.name, space.owner, person.name as owner_name, space.residents as resident_count,
    (select count(*)::integer from room where room.space = space.id) as room_count,
    (select ${ms('event.at')} from event where event.stream = space.id and event.seq = 1) as created_at,
    (select ${ms('max(event.at)')} from room join stream on stream.id = room.id
      join event on event.stream = stream.id and event.seq = stream.head where room.space = space.id) as active_at,
    ${ms('space.ends')} as ends_at
  from (
    select * from space
    where id > coalesce($1::uuid, '${beforeIds}') and ($2::text is null or position(name_key($2) in name_key(name)) > 0)
      and ($3::uuid is null or owner = $3) and ($4::uuid is null or id = $4)
    order by id limit $5
  ) space left join person on person.id = space.owner
  order by space.id`

export const listEstates = (
  db: Queryable,
  { name, owner, space, after }: WantedSpaces,
  limit: number,
): Promise<EstateRow[]> => db.query<EstateRow>(sql, [after ?? null, name ?? null, owner ?? null, space ?? null, limit])
