/** What is told of a change of rights, once it is committed. */
import type { Caller, SecurityLog } from '@parley/service-kit'
import type { NewRole } from './rules.ts'

interface Coming {
  readonly room: string
  readonly user: string
}

export const noteComing = (security: SecurityLog, { room, user }: Coming, { user: by, address }: Caller): void =>
  security('rights-changed', {
    by,
    address,
    room,
    user,
    why: by === user ? 'came into the room by an invitation' : 'taken into the room',
  })

interface Going extends Coming {
  /** Who owns the room from now on, where its owner went. */
  readonly heir: string | undefined
}

export const noteGoing = (security: SecurityLog, { room, user, heir }: Going, { user: by, address }: Caller): void => {
  security('rights-changed', { by, address, room, user, why: by === user ? 'left the room' : 'taken out of the room' })
  if (heir) security('rights-changed', { by, address, room, user: heir, why: 'made owner of the room' })
}

export const noteRoles = (
  security: SecurityLog,
  room: string,
  changes: readonly NewRole[],
  { user: by, address }: Caller,
): void => {
  for (const { person: user, role } of changes)
    security('rights-changed', { by, address, room, user, why: `made ${role} of the room` })
}

export const noteInvitation = (
  security: SecurityLog,
  room: string,
  why: 'made an invitation to the room' | 'revoked an invitation to the room',
  { user: by, address }: Caller,
): void => security('rights-changed', { by, address, room, why })

export const noteDeletion = (security: SecurityLog, room: string, { user: by, address }: Caller): void =>
  security('rights-changed', { by, address, room, why: 'deleted the room' })

type InSpace =
  | 'came into the space'
  | 'taken into the space'
  | 'made an invitation to the space'
  | 'revoked an invitation to the space'
  | 'left the space'
  | 'taken out of the space'
  | 'timed out in the space'
  | 'no longer timed out in the space'
  | 'banned from the space'
  | 'no longer banned from the space'
  | 'made owner of the space'
  | 'ordered the end of the space'
  | 'took back the end of the space'
  | 'made a role of the space'
  | 'changed what a role of the space allows'
  | 'deleted a role of the space'
  | 'given a role of the space'
  | 'deprived of a role of the space'
  | 'changed what a room of the space allows'

/** `user`: to whom it is done, where that is not everybody. */
export const noteInSpace = (
  security: SecurityLog,
  space: string,
  why: InSpace,
  { user: by, address }: Caller,
  user?: string,
): void => security('rights-changed', { by, address, space, ...(user === undefined ? {} : { user }), why })
