/**
 * What chat tells of somebody who takes along what there is of them: where they are and how they have it there, and what they have said, wherever
 * that was. What others have said is theirs.
 */
import { type ExportedPiece, type ExportStep, exportRows } from '@parley/service-kit'
import { authorMark } from './search-terms.ts'
import { roomsAfter } from './store/erasing.ts'
import {
  type ExportedFrom,
  exportEdits,
  exportReactions,
  exportSaid,
  exportVotes,
  type InRooms,
} from './store/exporting.ts'

/** So few that what is looked through for one page is not much. */
const roomsAtOnce = 50

/** `<the last room of those before> <where it goes on in these>`. */
const placeOf = (after: string | undefined): { readonly before: string | undefined; readonly from: ExportedFrom } => {
  const [before = '', room, ...key] = (after ?? '').split(' ')
  return { before: before || undefined, from: room === undefined ? undefined : { room, key: key.join(' ') } }
}

/** Some rooms after the others, in these as much at a time as is read. */
const inAllRooms = (what: string, of: string, read: InRooms): ExportStep => ({
  what,
  of: [of],
  read: async (db, user, after): Promise<ExportedPiece> => {
    const { before, from } = placeOf(after)
    const rooms = await roomsAfter(db, before, roomsAtOnce)
    const found = await read(db, rooms, user, from)
    const keyOf = (room: string, key: string) => `${before ?? ''} ${room} ${key}`
    const lines = found.lines.map(({ line, room, key }) => ({ line, key: keyOf(room, key) }))
    return { lines, after: found.isAll ? rooms.at(-1) : lines.at(-1)?.key }
  },
})

const nameOf = (place: string) => `(select name from ${place}) as name`

const places: readonly ExportStep[] = [
  exportRows({
    table: 'membership',
    what: 'rooms',
    of: ['person'],
    told: `room, (select kind from room own where own.id = membership.room) as kind, (select name from room own where own.id = membership.room) as name,
      (select array_remove(array[low, high], $1) from room own where own.id = membership.room and own.kind = 'direct') as "with", role`,
    key: 'room',
  }),
  exportRows({
    table: 'room',
    what: 'rooms_made',
    of: ['creator'],
    told: 'id, kind, name, topic, space',
    key: 'id',
  }),
  exportRows({
    table: 'resident',
    what: 'spaces',
    of: ['person'],
    told: `space, ${nameOf('space own where own.id = resident.space')}, nick, muted_until,
      array(select role.name from role where role.space = resident.space and role.id = any(resident.roles)) as roles`,
    key: 'space',
  }),
  exportRows({
    table: 'space',
    what: 'spaces_made',
    of: ['creator', 'owner'],
    told: 'id, name, owner = $1 as is_owner',
    key: 'id',
  }),
  exportRows({
    table: 'thread_follower',
    what: 'threads_followed',
    of: ['person'],
    told: 'parent, room',
    key: 'room',
  }),
]

const kept: readonly ExportStep[] = [
  exportRows({ table: 'cursor', what: 'read', of: ['person'], told: 'room, read as up_to', key: 'room' }),
  exportRows({ table: 'preference', what: 'preferences', of: ['person'], told: 'room, kept', key: 'room' }),
  exportRows({ table: 'draft', what: 'drafts', of: ['person'], told: 'room, text, reply', key: 'room' }),
  exportRows({
    table: 'bookmark',
    what: 'bookmarks',
    of: ['person'],
    told: 'room, seq',
    key: `room || ' ' || lpad(seq::text, 20, '0')`,
  }),
  exportRows({
    table: 'reminder',
    what: 'reminders',
    of: ['person'],
    told: 'id, room, seq, text, due, rung',
    key: 'id',
  }),
  exportRows({
    table: 'scheduled',
    what: 'scheduled',
    of: ['person'],
    told: 'room, id, message, due, failed',
    key: `room || ' ' || id`,
  }),
  exportRows({ table: 'plain_reader', what: 'previews_shown', of: ['person'], told: 'false as shown', key: 'person' }),
  exportRows({ table: 'reader', what: 'receipts_shown', of: ['person'], told: 'true as shown', key: 'person' }),
  exportRows({
    table: 'hidden',
    what: 'hidden',
    of: ['person'],
    told: 'author, own, blocked',
    key: 'author',
  }),
  exportRows({
    table: 'invitation',
    what: 'invitations_made',
    of: ['creator'],
    told: 'room, id, at, expires, uses, used, approval, temporary',
    key: 'id',
  }),
  exportRows({ table: 'request', what: 'requests', of: ['person'], told: 'room, at', key: 'room' }),
  exportRows({
    table: 'ban',
    what: 'bans',
    of: ['person'],
    told: `space, ${nameOf('space own where own.id = ban.space')}, at, reason`,
    key: 'space',
  }),
  exportRows({
    table: 'report',
    what: 'reports',
    of: ['by'],
    told: 'room, seq, kind, note, at, closed, outcome, reason',
    key: 'id',
  }),
]

export const chatExporting: readonly ExportStep[] = [
  ...places,
  inAllRooms('messages', 'event.by', (db, rooms, user, from) =>
    exportSaid(db, rooms, user, `'${authorMark(user)}'`, from),
  ),
  inAllRooms('edits', 'event.by', exportEdits),
  inAllRooms('reactions', 'reaction.person', exportReactions),
  inAllRooms('votes', 'vote.person', exportVotes),
  ...kept,
]
