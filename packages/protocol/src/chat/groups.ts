/** What groups have beside messages: a name, a topic, people with roles, an end. */
import * as Type from 'typebox'
import { DisplayName, described, Id, Role, Seq, strict } from '../shapes.ts'
import { command, event } from '../table.ts'
import * as settings from './room-settings.ts'
import { Topic } from './summaries.ts'

/** Admins that a group may have, besides its owner: each of them is told who asks to come in. */
export const mostAdmins = 50

export const commands = {
  'room.change': command({
    owner: 'chat',
    about:
      'Changes what a group is called, what it is about, how it looks, or who may say something there and how often. The owner and admins may. What is so already stays so.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    input: Type.Object(
      {
        room: Id,
        name: Type.Optional(described(DisplayName, 'what it is called from now on. Not given: as before')),
        topic: Type.Optional(described(Topic, 'what it is about, empty for nothing. Not given: as before')),
        ...settings.wanted,
      },
      strict,
    ),
    output: Type.Object({ seq: described(Seq, 'position of the room.changed, or the head where nothing changed') }),
    errors: ['ROOM_NOT_FOUND', 'NOT_ALLOWED', 'GROUPS_ONLY', 'NOT_IN_THREADS'],
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
      'Deletes a group with all that was said in it, for everybody and for good. Everybody is out of it at once; what is stored of it goes soon after. The owner may.',
    access: 'user',
    rate: 'write',
    input: Type.Object({ room: Id }, strict),
    output: Type.Object({}),
    errors: ['ROOM_NOT_FOUND', 'NOT_ALLOWED', 'GROUPS_ONLY', 'NOT_IN_THREADS'],
  }),
}

export const events = {
  'room.deleted': event({
    about: 'The group was deleted, and nobody is in it any more.',
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
  }),
}
