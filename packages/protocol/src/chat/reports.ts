/** Telling the operators of a message. */
import * as Type from 'typebox'
import { described, Id, Seq, strict } from '../shapes.ts'
import { command } from '../table.ts'

/** Open reports of one person. */
export const mostReports = 100
/** Messages before the one that is reported, and after it, that are kept with it. */
export const mostAround = 10

const Kind = Type.Union(
  [
    Type.Literal('spam'),
    Type.Literal('harassment'),
    Type.Literal('hate'),
    Type.Literal('violence'),
    Type.Literal('sexual'),
    Type.Literal('children'),
    Type.Literal('self_harm'),
    Type.Literal('personal_data'),
    Type.Literal('impersonation'),
    Type.Literal('illegal'),
    Type.Literal('other'),
  ],
  { title: 'what is wrong with it; `children`: it endangers children' },
)

export const commands = {
  'message.report': command({
    owner: 'chat',
    about: `Tells the operators of the deployment of a message that you see. It is kept for them as it is now, with its edits and with up to ${mostAround} messages before it and after it as far as you see them, whatever becomes of it in the room. Nobody else learns of it, neither its author nor who moderates there. Said again, it is the same report until that is closed.`,
    access: 'user',
    rate: 'write',
    repeatable: true,
    input: Type.Object(
      {
        room: Id,
        seq: described(Seq, 'position of the message'),
        kind: Kind,
        note: Type.Optional(
          Type.String({
            minLength: 1,
            maxLength: 1_000,
            format: 'whole-text',
            pattern: '^[^\\u0000]*$',
            title: 'a text of 1 to 1,000 characters',
            description: 'what there is to say about it. Not given: nothing',
          }),
        ),
      },
      strict,
    ),
    output: Type.Object({ report: described(Id, 'its id, by which operators find it') }),
    errors: ['ROOM_NOT_FOUND', 'MESSAGE_NOT_FOUND', 'REPORTING_YOURSELF', 'TOO_MANY_REPORTS'],
  }),
}
