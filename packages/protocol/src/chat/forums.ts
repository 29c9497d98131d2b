/** Forums: rooms of spaces whose messages are posts, with tags. */
import * as Type from 'typebox'
import { described, Epoch, EventFrame, Id, Redacted, Seq, strict } from '../shapes.ts'
import { command, event } from '../table.ts'
import { MessageStates } from './message-states.ts'
import { Limit, usualPage } from './pages.ts'
import { mostPostTags, PostTags, TagId } from './tags.ts'

export const commands = {
  'post.tag': command({
    owner: 'chat',
    about: `Says which tags of the forum a post has, ${mostPostTags} at most, in place of those that it had. Its author may, and who has \`manage_threads\`. What is so already stays so.`,
    access: 'user',
    rate: 'write',
    inOrderOf: 'room',
    repeatable: true,
    input: Type.Object(
      { room: Id, seq: described(Seq, 'position of the message.sent'), tags: described(PostTags, 'none for no tag') },
      strict,
    ),
    output: Type.Object({ seq: described(Seq, 'position of the post.tagged, or the head where nothing changed') }),
    errors: ['ROOM_NOT_FOUND', 'MESSAGE_NOT_FOUND', 'NOT_ALLOWED', 'FACTOR_MISSING', 'FORUMS_ONLY', 'TAG_NOT_FOUND'],
  }),
  'post.list': command({
    owner: 'chat',
    about:
      'The posts of a forum that have a tag, the last one first, a page at a time; fewer than asked where they would not fit one answer, one always does.',
    access: 'user',
    rate: 'read',
    input: Type.Object(
      {
        room: Id,
        tag: TagId,
        before: Type.Optional(described(Seq, 'only posts before this position. Not given: from the last one')),
        limit: Limit(usualPage.pins, 100),
      },
      strict,
    ),
    output: Type.Object({
      epoch: Epoch,
      head: described(Seq, 'the last position of the room when this was read'),
      posts: Type.Array(Type.Union([EventFrame, Redacted])),
      states: MessageStates,
      more: Type.Boolean({ description: 'whether there are posts before these' }),
    }),
    errors: ['ROOM_NOT_FOUND', 'FORUMS_ONLY'],
  }),
}

export const events = {
  'post.tagged': event({
    about: 'A post of a forum has these tags, and no others.',
    stream: 'chat/room',
    body: Type.Object({ seq: described(Seq, 'position of the message.sent'), tags: PostTags }),
    ofMessage: true,
  }),
}
