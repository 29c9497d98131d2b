/** A space with people in it, who live there past all invitations. */
import type { PermissionName } from '@parley/protocol'
import type { Person, useChat } from './running-chat.ts'
import { uuid7 } from './uuid7.ts'

type Chat = Awaited<ReturnType<typeof useChat>>

export interface Guild {
  readonly space: string
  readonly room: string
}

export const guildsOf = ({ ok, sql }: Chat) => {
  const found = async (owner: Person, ...residents: Person[]): Promise<Guild> => {
    const { space, rooms } = await ok(owner, 'space.create', { name: 'Guild' })
    for (const { user } of residents) await settle(space, user)
    return { space, room: rooms[0]?.room as string }
  }
  const settle = (space: string, user: string) =>
    sql('insert into resident (space, person, joined) values ($1, $2, 1)', [space, user])
  /** A role that allows this, of those who are given. The one that is made later stands higher. */
  const role = async (owner: Person, { space }: Guild, may: PermissionName[], ...holders: Person[]) => {
    const { role: id } = await ok(owner, 'role.create', { space, name: 'Role', may: may as never[] })
    await ok(owner, 'role.change', { space, role: id, place: id })
    const users = holders.map(({ user }) => user)
    if (users.length > 0) await ok(owner, 'role.grant', { space, role: id, users })
    return id
  }
  const say = async (person: Person, room: string, text = 'said') =>
    (await ok(person, 'message.send', { room, id: uuid7(), text })).seq
  /** A sticker of the space, whose file is not there. */
  const sticker = async ({ space }: Pick<Guild, 'space'>): Promise<string> => {
    const [row] = await sql<{ id: string }>(
      `insert into sticker (space, id, kind, name, file) values ($1, gen_random_uuid(), 'sticker', 'wave', gen_random_uuid()) returning id`,
      [space],
    )
    return row?.id as string
  }
  /** Who lives there. */
  const residents = async ({ space }: Guild) =>
    (await sql<{ person: string }>('select person from resident where space = $1', [space])).map(({ person }) => person)
  return { found, settle, role, say, sticker, residents }
}
