/** What links of messages lead to, looked up by the server for all who read them. */
import * as Type from 'typebox'
import { FileFacts } from '../files.ts'
import { described, Id, Seq, strict } from '../shapes.ts'
import { command, event } from '../table.ts'

/** Of one message. */
export const mostPreviews = 3
/** Of one message, while it says something else again and again: later texts have none. */
export const mostPreviewed = 50
/** Characters. */
export const mostPreviewText = { link: 512, title: 120, description: 240, site: 60 } as const

/** One line, of a page that anybody may have made. */
const line = (maxLength: number, description: string) =>
  Type.String({ minLength: 1, maxLength, pattern: '^\\P{Cc}*$', description })

export const Preview = Type.Object(
  {
    link: Type.String({
      minLength: 1,
      maxLength: mostPreviewText.link,
      pattern: '^[ -~]*$',
      description: 'the link, as browsers write it',
    }),
    title: line(mostPreviewText.title, 'what the page is called'),
    description: Type.Optional(line(mostPreviewText.description, 'what it says of itself. Not given: nothing')),
    site: Type.Optional(line(mostPreviewText.site, 'how the site calls itself. Not given: it does not')),
    picture: Type.Optional(
      Type.Object(
        {
          file: FileFacts.file,
          width: FileFacts.width,
          height: FileFacts.height,
          thumbhash: FileFacts.thumbhash,
        },
        {
          description:
            'its picture, kept by the server: whoever sees the message gets at it by `file.link`. Not given: it has none',
        },
      ),
    ),
  },
  { title: 'what a link leads to' },
)

export const Previews = Type.Array(Preview, { minItems: 1, maxItems: mostPreviews })

const OfMessage = described(Seq, 'position of the message.sent')

export const commands = {
  'preview.remove': command({
    owner: 'chat',
    about:
      'Takes away what is shown of the links of a message, for everybody and for good: also what it says after an edit has nothing shown of it. Of a message of yours you may, and of those of others who may take these back. Where that is so already it stays so.',
    access: 'user',
    rate: 'write',
    inOrderOf: 'room',
    repeatable: true,
    whileSuspended: true,
    input: Type.Object({ room: Id, seq: OfMessage }, strict),
    output: Type.Object({
      seq: described(Seq, 'position of the message.unpreviewed, or the head where it was so before'),
    }),
    errors: ['ROOM_NOT_FOUND', 'MESSAGE_NOT_FOUND', 'NOT_ALLOWED', 'FACTOR_MISSING'],
  }),
  'preview.show': command({
    owner: 'chat',
    about:
      'Says whether your programs are to show you what links lead to, in all of your rooms. They do until you say otherwise.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    input: Type.Object(
      {
        shown: Type.Optional(Type.Boolean({ description: 'whether they are. Not given: as it is, which is answered' })),
      },
      strict,
    ),
    output: Type.Object({ shown: Type.Boolean() }),
    errors: [],
  }),
}

export const events = {
  'message.previewed': event({
    about:
      'What links of a message lead to, as it was when the server looked. It is of what the message says then: an edit takes it away. Its author is that of the message.',
    stream: 'chat/room',
    body: Type.Object({ seq: OfMessage, previews: Previews }),
    authored: true,
    ofMessage: true,
  }),
  'message.unpreviewed': event({
    about: 'What links of a message lead to is shown no longer, whatever it says later.',
    stream: 'chat/room',
    body: Type.Object({ seq: OfMessage }),
    ofMessage: true,
  }),
  'preview.shown': event({
    about: 'Your programs are to show you what links lead to, or no longer are.',
    stream: 'chat/user',
    body: Type.Object({ shown: Type.Boolean() }),
  }),
}
