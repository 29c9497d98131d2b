/** A space that is kept past the commands: what people see of it is changed in the tables, and told as a process of chat tells it. */
import { randomUUID } from 'node:crypto'
import { permissionSet } from '@parley/protocol'
import { connectBus, makeLog, type Transaction } from '@parley/service-kit'
import { addEvents, makeDatabase, makePublisher, openPool } from '@parley/service-kit/testing'
import type { World } from './world.ts'

const changed = 'space.changed-by-hand'

/** Where rooms stood when something changed, by their ids: what is behind that comes after it. */
export type Heads = ReadonlyMap<string, number>

export interface SpaceKeeper extends AsyncDisposable {
  readonly space: string
  readonly rooms: readonly string[]
  /** Changes what this user sees, or everybody where none is named, by one statement; gives where the rooms stood. */
  change(user: string | undefined, sql: string, values?: readonly unknown[]): Promise<Heads>
}

const view = String(permissionSet('view'))
/** What each of the statements above changes. */
export const deny = {
  person: [
    `insert into person_override (room, person, allow, deny) values ($1, $2, 0, ${view})`,
    'delete from person_override where room = $1 and person = $2',
  ],
  role: [
    `insert into role_override (room, role, allow, deny) values ($1, 0, 0, ${view})`,
    'delete from role_override where room = $1 and role = 0',
  ],
} as const

const begin = async (tx: Transaction, owner: string, rooms: number, residents: readonly string[]) => {
  const space = randomUUID()
  const all = Array.from({ length: rooms }, () => randomUUID())
  await tx.query(`insert into space (id, name, owner) values ($1, 'Space', $2)`, [space, owner])
  await tx.query(`insert into role (space, id, name, place, may) values ($1, 0, 'everyone', 0, $2)`, [
    space,
    String(permissionSet('view', 'send')),
  ])
  await tx.query('insert into resident (space, person) select $1, unnest($2::uuid[])', [space, residents])
  await tx.createStream('chat/space', space)
  for (const room of all) {
    await tx.createStream('chat/room', room)
    await tx.query(`insert into room (id, kind, name, creator, space) values ($1, 'space', 'Room', $2, $3)`, [
      room,
      owner,
      space,
    ])
  }
  return { space, rooms: all }
}

/** The residents are known to chat before. */
export const keepSpace = async (
  world: World,
  {
    owner,
    rooms,
    residents,
  }: { readonly owner: string; readonly rooms: number; readonly residents: readonly string[] },
): Promise<SpaceKeeper> => {
  await using scope = new AsyncDisposableStack()
  addEvents({ [changed]: { about: 'of these tests', stream: 'chat/space', body: {}, effect: 'rule' } })
  const env = world.env('chat')
  const log = makeLog('keeper', 'warn')
  const { pool, history } = openPool({ url: env.POSTGRES_URL ?? '', schema: 'chat', size: 4, log })
  scope.defer(() => pool.end())
  await history.look()
  const bus = scope.use(await connectBus([env.NATS_URL ?? ''], world.environment.prefix, log))
  const db = makeDatabase(pool, history, makePublisher(bus, 'chat'))
  const made = await db.transaction((tx) => begin(tx, owner, rooms, residents))
  const all = scope.move()
  return {
    ...made,
    change: (user, sql, values = []) =>
      db.transaction(async (tx) => {
        const locked = await tx.lockRuled(made.space, made.rooms)
        await tx.query(sql, values)
        tx.emit(locked.of('chat/space', made.space), changed as never, null, (user ? { user } : {}) as never)
        return new Map(made.rooms.map((room) => [room, locked.of('chat/room', room).head]))
      }),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}
