/** What is told of a change of rights, once it is committed. */
import type { Caller, SecurityLog } from '@parley/service-kit'

interface Coming {
  readonly room: string
  readonly user: string
}

export const noteComing = (security: SecurityLog, { room, user }: Coming, { user: by, address }: Caller): void =>
  security('rights-changed', { by, address, room, user, why: 'taken into the room' })

interface Going extends Coming {
  /** Who owns the room from now on, where its owner went. */
  readonly heir: string | undefined
}

export const noteGoing = (security: SecurityLog, { room, user, heir }: Going, { user: by, address }: Caller): void => {
  security('rights-changed', { by, address, room, user, why: by === user ? 'left the room' : 'taken out of the room' })
  if (heir) security('rights-changed', { by, address, room, user: heir, why: 'made owner of the room' })
}
