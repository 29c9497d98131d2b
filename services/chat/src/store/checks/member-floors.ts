/** What members of groups see of what was said before they came, against what their room says. */
import { beforeIds, type Check, type Database, type Finding, inPages, type Queryable } from '@parley/service-kit'
import { getRoom } from '../rooms.ts'
import { isHeld } from './room-events.ts'

const roomsAtOnce = 200

interface OfRoom extends Finding {
  readonly room: string
}

const right = 'floor_for(room.newcomers, membership.joined, membership.since_tally)'

const sql = `
  select room.id as room, (select count(*) from membership where membership.room = room.id and membership.floor <> ${right}) as wrong
  from room where id > $1 and ${isHeld('room.id')} order by id limit $2`

async function* look(db: Queryable): AsyncGenerator<OfRoom> {
  interface Row {
    readonly room: string
    readonly wrong: number
  }
  for await (const { room, wrong } of inPages<Row>(db, sql, (last) => [last?.room ?? beforeIds], roomsAtOnce))
    if (wrong > 0) yield { what: `room ${room}: ${wrong} members`, room }
}

const mendSql = `
  update membership set floor = ${right} from room
  where room.id = $1 and membership.room = room.id and membership.floor <> ${right} returning 1`

/** Gateways ask again, and clients read again, as when the room says something else. */
const mend = (db: Database, { room }: OfRoom): Promise<boolean> =>
  db.transaction(async (tx) => {
    const stream = (await tx.lock([room])).find('chat/room', room)
    if (!stream || (await tx.query(mendSql, [room])).length === 0) return false
    tx.emit(stream, 'room.changed', null, { newcomers: (await getRoom(tx, room)).newcomers })
    return true
  })

export const memberFloors: Check<OfRoom> = {
  about: 'groups in which somebody sees more or less of before they came than the group says',
  look: ({ db }) => look(db),
  mend,
}
