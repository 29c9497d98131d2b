/** Reactions to messages. */
import * as Type from 'typebox'
import { DisplayName, described, Emoji, Epoch, Id, Seq, strict } from '../shapes.ts'
import { command, event } from '../table.ts'
import { Limit, usualPage } from './pages.ts'

const Of = Type.Object({ seq: described(Seq, 'position of the message.sent'), emoji: Emoji })
const input = Type.Object({ room: Id, ...Of.properties }, strict)

export const commands = {
  'reaction.add': command({
    owner: 'chat',
    about:
      'Reacts to a message with an emoji: one of Unicode, or in rooms of a space and their threads one of that space, by its id. With and without U+FE0F it is the same one, and told as Unicode has it. Whoever has reacted so already changes nothing.',
    access: 'user',
    rate: 'write',
    inOrderOf: 'room',
    repeatable: true,
    input,
    output: Type.Object({ seq: described(Seq, 'position of the reaction.added, also where that was before') }),
    errors: ['ROOM_NOT_FOUND', 'MESSAGE_NOT_FOUND', 'NOT_ALLOWED', 'TOO_MANY_EMOJI', 'EMOJI_NOT_FOUND'],
  }),
  'reaction.remove': command({
    owner: 'chat',
    about: 'Takes back a reaction of yours. What is not there changes nothing.',
    access: 'user',
    rate: 'write',
    inOrderOf: 'room',
    repeatable: true,
    whileSuspended: true,
    input,
    output: Type.Object({ seq: described(Seq, 'position of the reaction.removed, or the head where there was none') }),
    errors: ['ROOM_NOT_FOUND', 'MESSAGE_NOT_FOUND', 'NOT_ALLOWED'],
  }),
  'reaction.list': command({
    owner: 'chat',
    about:
      'Who has reacted to a message with an emoji, in the order in which they did, a page at a time; fewer than asked where they would not fit one answer. Those are left out whom you hide.',
    access: 'user',
    rate: 'read',
    input: Type.Object(
      {
        ...input.properties,
        after: Type.Optional(described(Seq, '`added` of the last one that you have. Not given: from the first one')),
        limit: Limit(usualPage.reactions, 500),
      },
      strict,
    ),
    output: Type.Object({
      epoch: Epoch,
      head: described(Seq, 'the last position of the room when this was read'),
      users: Type.Array(
        Type.Object({ user: Id, name: DisplayName, added: described(Seq, 'position of their reaction.added') }),
      ),
      more: Type.Boolean({ description: 'whether there are users after these' }),
    }),
    errors: ['ROOM_NOT_FOUND', 'MESSAGE_NOT_FOUND'],
  }),
}

export const events = {
  'reaction.added': event({
    about: 'Somebody has reacted to a message.',
    stream: 'chat/room',
    body: Of,
    authored: true,
    ofMessage: true,
  }),
  'reaction.removed': event({
    about: 'Somebody has taken back a reaction.',
    stream: 'chat/room',
    body: Of,
    authored: true,
    ofMessage: true,
  }),
}
