/**
 * Every part of the protocol, by its owner. A new part joins by its line here: `protocol.ts` puts the tables together from this
 * record, and whatever lists owners, kinds of stream or blocks of errors reads it.
 */
import * as auth from './auth.ts'
import * as chat from './chat/index.ts'
import * as contacts from './contacts/index.ts'
import * as files from './files.ts'
import * as gateway from './gateway.ts'
import * as notify from './notify/index.ts'
import * as presence from './presence.ts'

export const parts = { gateway, auth, chat, contacts, presence, notify, files }

type Parts = typeof parts

/** Where a command is handled; also the first part of the names of the streams that the service owns. */
export type Owner = keyof Parts

/** One table of all parts, such as that of their commands. */
export type Joined<Table extends keyof Parts[Owner]> = Union<Parts[Owner][Table]>

/** `A & B` of `A | B`: who has a member of either has both. */
type Union<T> = (T extends unknown ? (one: T) => void : never) extends (all: infer All) => void ? All : never
