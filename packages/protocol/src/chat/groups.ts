/** What groups have beside messages: a name, a topic, people with roles, an end. */
import * as Type from 'typebox'
import { DisplayName, described, Id, Role, Seq, strict } from '../shapes.ts'
import { command, event } from '../table.ts'
import * as settings from './room-settings.ts'
import { Topic } from './summaries.ts'
import { mostTags, WantedTags } from './tags.ts'

/** Admins that a group may have, besides its owner: each of them is told who asks to come in. */
export const mostAdmins = 50

export const commands = {
  'room.change': command({
    owner: 'chat',
    about:
      'Changes what a group or a room of a space is called, what it is about, how it looks, what newcomers see of its history, or who may say something there and how often; of a room of a space also where it stands. The owner and admins may, and in a space who has `manage_rooms` there. What is so already stays so.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    input: Type.Object(
      {
        room: Id,
        name: Type.Optional(described(DisplayName, 'what it is called from now on. Not given: as before')),
        topic: Type.Optional(described(Topic, 'what it is about, empty for nothing. Not given: as before')),
        ...settings.wanted,
        tags: Type.Optional(
          described(
            WantedTags,
            `of a forum: all tags that it has from now on, ${mostTags} at most, in their order. One that is left out is gone, and its number is given to no other. Not given: as before`,
          ),
        ),
        category: Type.Optional(
          Type.Union([Id, Type.Literal('')], {
            description:
              'of a room of a space: the category that it is in from now on, empty for none. It follows that in who may do what, unless it was changed by itself; in none it says by itself what its category said. Not given: as before',
          }),
        ),
        apart: Type.Optional(
          Type.Literal(false, {
            description:
              'of a room of a space that was changed by itself: it follows its category again, and what it said by itself is gone. Not given: as before',
          }),
        ),
      },
      strict,
    ),
    output: Type.Object({
      seq: described(
        Seq,
        'position of the room.changed, or the head where nothing of the room itself changed: what it is in its space is told in the stream of the space',
      ),
    }),
    errors: [
      'MESSAGE_STOPPED',
      'ROOM_NOT_FOUND',
      'NOT_ALLOWED',
      'FACTOR_MISSING',
      'NOT_BELOW_YOU',
      'GROUPS_ONLY',
      'SPACES_ONLY',
      'FORUMS_ONLY',
      'TAG_NOT_FOUND',
      'NOT_IN_THREADS',
      'CATEGORY_NOT_FOUND',
      'SPACE_ROOMS_FULL',
      'TOO_MANY_OVERRIDES',
      'FILE_NOT_FOUND',
      'FILE_WAITS',
    ],
  }),
  'role.set': command({
    owner: 'chat',
    about:
      'Gives a member of a group another role. The owner may, and an admin may step down. A group has one owner: who makes another one owner is an admin from then on.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    input: Type.Object({ room: Id, user: Id, role: Role }, strict),
    output: Type.Object({
      seq: described(Seq, 'position of the last role.changed, or the head where they had the role already'),
    }),
    errors: [
      'ROOM_NOT_FOUND',
      'MEMBER_NOT_FOUND',
      'NOT_ALLOWED',
      'GROUPS_ONLY',
      'NOT_IN_THREADS',
      'OWNER_NEEDED',
      'TOO_MANY_ADMINS',
    ],
  }),
  'room.delete': command({
    owner: 'chat',
    about:
      'Deletes a group, or a room of a space, with all that was said in it, for everybody and for good. Everybody is out of it at once; what is stored of it goes soon after. The owner may, and in a space who has `manage_rooms` there.',
    access: 'user',
    rate: 'write',
    input: Type.Object({ room: Id }, strict),
    output: Type.Object({}),
    errors: ['ROOM_NOT_FOUND', 'NOT_ALLOWED', 'FACTOR_MISSING', 'GROUPS_ONLY', 'NOT_IN_THREADS'],
  }),
}

export const events = {
  'room.deleted': event({
    about: 'The group, or the room of a space, was deleted, and nobody is in it any more.',
    stream: 'chat/room',
    body: Type.Object({}),
    effect: 'close',
  }),
  'room.changed': event({
    about:
      'The room is called otherwise, is about something else, or something else is set of it. It says what changed, and nothing else.',
    stream: 'chat/room',
    body: Type.Object({
      name: Type.Optional(DisplayName),
      topic: Type.Optional(described(Topic, 'empty: about nothing')),
      ...settings.changed,
    }),
    effect: 'reach',
  }),
}
