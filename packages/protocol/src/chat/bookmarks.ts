/** Messages that somebody keeps at hand for themselves. */
import * as Type from 'typebox'
import { described, EventFrame, Id, Redacted, Seq, strict } from '../shapes.ts'
import { command, event } from '../table.ts'
import { MessageState } from './message-states.ts'
import { Limit, usualPage } from './pages.ts'

/** Bookmarks of one account. */
export const mostBookmarks = 1_000

const Of = Type.Object({ room: Id, seq: described(Seq, 'position of the message.sent') })
const input = Type.Object(Of.properties, strict)

export const commands = {
  'bookmark.add': command({
    owner: 'chat',
    about:
      'Keeps a message at hand for you alone, on all of your devices. What you have kept already stays so. It is yours as long as you are in the room.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    input,
    output: Type.Object({
      added: described(Seq, 'position of the bookmark.added in your own stream, also where that was before'),
    }),
    errors: ['ROOM_NOT_FOUND', 'MESSAGE_NOT_FOUND', 'TOO_MANY_BOOKMARKS'],
  }),
  'bookmark.remove': command({
    owner: 'chat',
    about: 'Keeps a message at hand no longer. What is not kept changes nothing.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    whileSuspended: true,
    input,
    output: Type.Object({}),
    errors: ['ROOM_NOT_FOUND'],
  }),
  'bookmark.list': command({
    owner: 'chat',
    about:
      'The messages that you keep at hand, the one that you kept last first, a page at a time; fewer than asked where they would not fit one answer, one always does.',
    access: 'user',
    rate: 'read',
    input: Type.Object(
      {
        before: Type.Optional(
          described(Seq, '`added` of the last one that you have. Not given: from the one that you kept last'),
        ),
        limit: Limit(usualPage.bookmarks, usualPage.bookmarks),
      },
      strict,
    ),
    output: Type.Object({
      bookmarks: Type.Array(
        Type.Object({
          ...Of.properties,
          added: described(Seq, 'position of the bookmark.added in your own stream'),
          event: Type.Optional(
            Type.Union([EventFrame, Redacted], {
              description:
                'the message; `redacted` where it was taken back, or you hide its author. Not given: it is no longer held',
            }),
          ),
          edited: MessageState.properties.edited,
        }),
      ),
      more: Type.Boolean({ description: 'whether there are bookmarks after these' }),
    }),
    errors: [],
  }),
}

export const events = {
  'bookmark.added': event({ about: 'You keep a message at hand.', stream: 'chat/user', body: Of }),
  'bookmark.removed': event({ about: 'You keep a message at hand no longer.', stream: 'chat/user', body: Of }),
}
