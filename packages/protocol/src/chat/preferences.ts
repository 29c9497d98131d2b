/** What somebody keeps for themselves about a room: how loud it is, where it stands in their list, what they want to read again. */
import * as Type from 'typebox'
import { described, Id, nameLength, Seq, strict } from '../shapes.ts'
import { command, event } from '../table.ts'
import { Preference } from './summaries.ts'

/** The longest that a room is muted for by a span: a year and a day. Longer is for good. */
export const longestMuteMs = 366 * 24 * 60 * 60 * 1_000

const Level = Preference.properties.level

export const commands = {
  'preference.set': command({
    owner: 'chat',
    about:
      'Sets what you keep for yourself about a room: the members that you give, and leaves the others. All of your devices are told, and nobody else.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    whileSuspended: true,
    input: Type.Object(
      {
        room: Id,
        level: Type.Optional({ ...Level, description: 'what of it is worth a notification. Not given: as it is' }),
        muted: Type.Optional(
          Type.Boolean({ description: 'whether it is quiet. Not given: as it is, or true where `muted_ms` is given' }),
        ),
        muted_ms: Type.Optional(
          Type.Integer({
            minimum: 1,
            maximum: longestMuteMs,
            description: 'mutes it for so many milliseconds from now. Not given: muted until you say otherwise',
          }),
        ),
        favourite: Type.Optional(Type.Boolean({ description: 'whether it stands before others. Not given: as it is' })),
        hidden: Type.Optional(
          Type.Boolean({
            description: 'whether it is left out of your list until something new comes. Not given: as it is',
          }),
        ),
        seen: Type.Optional(
          described(
            Seq,
            'with `hidden`: the last position that you know of, so that what comes at the same moment is new. Not given: the head',
          ),
        ),
        folder: Type.Optional(
          Type.String({
            maxLength: nameLength,
            format: 'display-name',
            title: 'the name of a folder, or nothing',
            description: 'the folder that it is in; empty takes it out. Not given: as it is',
          }),
        ),
        place: Type.Optional(
          Type.Integer({
            minimum: 0,
            maximum: Number.MAX_SAFE_INTEGER,
            description:
              'where it stands among your favourites or in its folder: lower ones come first. Not given: as it is',
          }),
        ),
      },
      strict,
    ),
    output: Preference,
    errors: ['ROOM_NOT_FOUND', 'NOT_IN_THREADS'],
  }),
  'unread.mark': command({
    owner: 'chat',
    about:
      'Marks a room unread from a message on, on all of your devices. Your cursor stays where it is; when it moves, by reading on or by sending, the mark is gone.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    whileSuspended: true,
    input: Type.Object(
      {
        room: Id,
        seq: Type.Optional(
          described(Seq, 'position of the first message that is to be unread. Not given: that of the last message'),
        ),
      },
      strict,
    ),
    output: Preference,
    errors: ['ROOM_NOT_FOUND', 'NOT_IN_THREADS', 'MESSAGE_NOT_FOUND'],
  }),
  'unread.clear': command({
    owner: 'chat',
    about:
      'Takes the mark of `unread.mark` away: the room has been read, and there was nothing new to move the cursor to.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    whileSuspended: true,
    input: Type.Object({ room: Id }, strict),
    output: Preference,
    errors: ['ROOM_NOT_FOUND', 'NOT_IN_THREADS'],
  }),
}

export const events = {
  'preference.changed': event({
    about: 'You keep something else about a room than before. It says all of it.',
    stream: 'chat/user',
    body: Type.Object({ room: Id, ...Preference.properties }),
  }),
}
