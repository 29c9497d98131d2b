/**
 * Spaces that ask those who moderate for a second factor: who has one, which is the projection of the auth service, and how somebody is refused
 * who has none.
 */
import {
  type CommandOf,
  Failure,
  fail,
  hasPermission,
  moderating,
  mostGuarded,
  type PermissionName,
} from '@parley/protocol'
import { type Caller, type ConfigTable, type Handlers, type Kit, newestOf, type Transaction } from '@parley/service-kit'
import type { Chat } from './context.ts'
import { type Factor, findChanged, putFactors, spacesAsking, waitingFor } from './store/factors.ts'

/** What somebody looks at of these spaces is looked at again. */
const tell = async (tx: Transaction, people: readonly string[]): Promise<void> => {
  const told = await spacesAsking(tx, people)
  if (told.length === 0) return
  const ids = told.map(({ person }) => person)
  await tx.ensureStreams('chat/user', ids)
  const streams = await tx.lock(ids)
  for (const { person, spaces } of told)
    for (let from = 0; from < spaces.length; from += mostGuarded)
      tx.emit(streams.of('chat/user', person), 'space.guarded', null, {
        spaces: spaces.slice(from, from + mostGuarded),
      })
}

const apply = async (tx: Transaction, told: readonly Factor[]): Promise<void> => {
  const changed = await findChanged(tx, told)
  await putFactors(tx, told)
  if (changed.length > 0) await tell(tx, changed)
}

export const followFactors = ({ project }: Pick<Kit<ConfigTable>, 'project'>) =>
  project({
    owner: 'auth',
    name: 'factors',
    version: 1,
    kinds: ['factor.changed'],
    apply: (tx, told) =>
      apply(
        tx,
        newestOf(told).map(({ is, epoch, seq }) => ({ person: is.user, holds: is.second_factor, epoch, seq })),
      ),
  })

/** What each command takes in a space, or in a room of one, of that which may wait for a second factor. */
export const takes = {
  'space.change': 'manage_space',
  'space.arrange': 'manage_rooms',
  'category.create': 'manage_rooms',
  'category.change': 'manage_rooms',
  'category.delete': 'manage_rooms',
  'room.create': 'manage_rooms',
  'room.change': 'manage_rooms',
  'room.delete': 'manage_rooms',
  'announcement.list': 'manage_rooms',
  'announcement.follow': 'manage_rooms',
  'announcement.unfollow': 'manage_rooms',
  'role.create': 'manage_roles',
  'role.change': 'manage_roles',
  'role.delete': 'manage_roles',
  'role.grant': 'manage_roles',
  'role.revoke': 'manage_roles',
  'override.set': 'manage_roles',
  'override.remove': 'manage_roles',
  'override.list': 'manage_roles',
  'permission.explain': 'manage_roles',
  'resident.change': 'rename',
  'resident.remove': 'kick',
  'resident.time_out': 'time_out',
  'ban.add': 'ban',
  'ban.remove': 'ban',
  'ban.list': 'ban',
  'audit.list': 'view_audit',
  'filter.set': 'manage_space',
  'filter.remove': 'manage_space',
  'filter.list': 'manage_space',
  'emoji.set': 'manage_space',
  'emoji.remove': 'manage_space',
  'sticker.set': 'manage_space',
  'sticker.remove': 'manage_space',
  'invite.create': 'manage_space',
  'invite.list': 'manage_space',
  'invite.revoke': 'manage_space',
  'request.list': 'manage_space',
  'request.accept': 'manage_space',
  'request.decline': 'manage_space',
  'screening.set': 'manage_space',
  'message.delete': 'manage_messages',
  'preview.remove': 'manage_messages',
  'poll.close': 'manage_messages',
  'thread.change': 'manage_threads',
  'post.tag': 'manage_threads',
} as const satisfies { readonly [C in CommandOf<'chat'>]?: PermissionName }

interface Asked {
  readonly space?: string
  readonly room?: string
  readonly into?: string
  readonly in?: { readonly room?: string }
}

const placesOf = ({ space, room, into, in: place }: Asked) => ({
  space,
  rooms: [room, into, place?.room].filter((id) => id !== undefined),
})

type Act = (input: never, caller: Caller, chat: Chat) => Promise<unknown>

/** Whoever may not, but would with a second factor, is told that. It costs nothing but where something is refused. */
const telling =
  (needs: PermissionName, act: Act): Act =>
  async (input, caller, chat) => {
    try {
      return await act(input, caller, chat)
    } catch (reason) {
      if (!(reason instanceof Failure) || reason.body.name !== 'NOT_ALLOWED') throw reason
      const waiting = await waitingFor(chat.db, caller.user, placesOf(input))
      if (hasPermission(waiting & moderating, needs)) fail('FACTOR_MISSING')
      throw reason
    }
  }

export const tellingOfFactors = (handlers: Handlers<'chat', Chat>): Handlers<'chat', Chat> => ({
  ...handlers,
  ...Object.fromEntries(
    Object.entries(takes).map(([name, needs]) => [name, telling(needs, handlers[name as keyof typeof takes] as Act)]),
  ),
})
