/** What was sent to a room besides words. */
import * as Type from 'typebox'
import { FileFacts, mostFilesOfMessage } from '../files.ts'
import { described, Epoch, Id, Seq, strict, Time } from '../shapes.ts'
import { command } from '../table.ts'
import { Limit, usualPage } from './pages.ts'

export const commands = {
  'file.list': command({
    owner: 'chat',
    about:
      'The messages of a room that have files, newest first, a page at a time: those that you see now. Fewer than asked where they would not fit one answer, or are not for you.',
    access: 'user',
    rate: 'read',
    input: Type.Object(
      {
        room: Id,
        before: Type.Optional(described(Seq, '`next` of the page before. Not given: from the newest')),
        limit: Limit(usualPage.files, usualPage.files),
      },
      strict,
    ),
    output: Type.Object({
      epoch: Epoch,
      messages: Type.Array(
        Type.Object({
          seq: described(Seq, 'position of the message.sent'),
          by: described(Id, 'who sent it'),
          at: described(Time, 'when'),
          files: Type.Array(Type.Object(FileFacts), {
            maxItems: mostFilesOfMessage,
            description: 'its files; `file.link` gets at them',
          }),
        }),
      ),
      next: Type.Optional(described(Seq, '`before` of the page after. Not given: there is none')),
    }),
    errors: ['ROOM_NOT_FOUND'],
  }),
}
