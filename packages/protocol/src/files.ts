/** Files that people send; owned by the files service. Their bytes come and go over HTTP, under the paths that are told here. */
import * as Type from 'typebox'
import * as archives from './archives.ts'
import { described, Id, Seq, Span, strict } from './shapes.ts'
import { command } from './table.ts'

export const errorBlock = 1400

/** Nobody follows files: what becomes of them is told by the messages that they stand in. Archives are topics. */
export const streams = archives.streams

/** Files of one message. */
export const mostFilesOfMessage = 10
/** Files in one call. */
export const mostFilesNamed = 50
/** Characters of the name of a file. */
export const mostFileName = 128
/** Characters of what is said of a file to those who cannot see or hear it. */
export const mostFileAlt = 1_024
/** Bars of the waveform of a recording. */
export const mostBars = 64
/** Characters of the text of a message that has files: all of it has to fit one message between our processes. */
export const mostTextBesideFiles = 2_000

const Side = Type.Integer({ minimum: 1, maximum: 65_535, title: 'pixels' })

/** What a client needs to show a file before it has any of its bytes. */
export const FileFacts = {
  file: described(Id, 'its id'),
  name: Type.String({
    maxLength: mostFileName,
    pattern: '^\\P{Cc}*$',
    description: 'as its owner called it, in one line',
  }),
  size: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description: 'bytes' }),
  type: Type.String({
    maxLength: 80,
    pattern: '^[ -~]*$',
    description: 'its media type, by its content; `application/octet-stream` where that says nothing',
  }),
  width: Type.Optional(described(Side, 'of an image or a film. Not given: it is none that is shown')),
  height: Type.Optional(described(Side, 'of an image or a film. Not given: it is none that is shown')),
  thumbhash: Type.Optional(
    Type.String({
      maxLength: 40,
      pattern: '^[A-Za-z0-9+/=]*$',
      description:
        'how an image looks from afar, or the picture that a film or a song has, as ThumbHash in base64. Not given: there is none',
    }),
  ),
  duration_ms: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 2_147_483_647,
      description:
        'how long what is heard or seen goes on, in milliseconds. Not given: it is none of that, or does not say',
    }),
  ),
}
const File = Type.Object(
  {
    ...FileFacts,
    waits: Type.Optional(
      Type.Boolean({
        description:
          'nobody gets at it, nor can it be sent, until it was looked at for viruses. Not given: it was, or nobody has to',
      }),
    ),
  },
  { title: 'a file' },
)

const Path = Type.String({ maxLength: 1_024, title: 'a path on this origin' })

const link = (what: string) => Type.Optional(described(Path, `${what}. Not given: there is none, or it is not for you`))

const Asked = Type.Object(
  {
    file: Id,
    room: Type.Optional(
      described(
        Id,
        'where it stands in a message, or the id of the room, space or person whose picture it is. Not given: it is yours',
      ),
    ),
    seq: Type.Optional(described(Seq, 'position of that message. Not given: it is a picture, or yours')),
  },
  strict,
)

const Alt = Type.String({
  maxLength: mostFileAlt,
  pattern: '^\\P{Cc}*$',
  title: `text of at most ${mostFileAlt.toLocaleString('en')} characters, in one line`,
})
const Waveform = Type.String({
  maxLength: Math.ceil(mostBars / 3) * 4,
  pattern: '^[A-Za-z0-9+/]*={0,2}$',
  title: `up to ${mostBars} bytes in base64`,
})

const named = { minItems: 1, maxItems: mostFilesNamed } as const

export const commands = {
  'file.upload': command({
    owner: 'files',
    about:
      'An address to which you upload, as multipart/form-data (POST there) or by tus 1.0 (POST to `tus` there), without a token of yours. Whoever has one may also upload to `/files` with `Authorization: Bearer`.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    notByGuests: true,
    input: Type.Object({}, strict),
    output: Type.Object({
      post: described(Path, 'takes one file as multipart/form-data, in a field named `file`'),
      tus: described(
        Path,
        'takes files by tus 1.0, in pieces and with pauses; the id of the upload is that of the file',
      ),
      direct: Type.Optional(
        described(
          Path,
          'takes `{ name, bytes }` as JSON and answers `{ file, put, ends_in_ms }`: PUT exactly these bytes at the address `put`, which is of another origin, and then POST to `direct/<file>` here, which answers as the form does. Not given: bytes come here',
        ),
      ),
      ends_in_ms: described(Span, 'so long they are good; what is under way goes on at new ones'),
      most_bytes: Type.Integer({ minimum: 1, description: 'of one file' }),
    }),
    errors: [],
  }),
  'file.get': command({
    owner: 'files',
    about: 'What is known of files of yours, and of those alone.',
    access: 'user',
    rate: 'read',
    weighs: 'files',
    input: Type.Object({ files: Type.Array(Id, named) }, strict),
    output: Type.Object({
      files: Type.Array(File, { description: 'those of them that are there and yours' }),
      infected: Type.Optional(
        Type.Array(Id, {
          description:
            'those of them that were yours, and were taken away within a month as a virus was found. Not given: none',
        }),
      ),
    }),
    errors: [],
  }),
  'file.link': command({
    owner: 'files',
    about:
      'Links to files of messages that you see, or of yours. They are for you alone and for a while, and end at once when you see the message no more.',
    access: 'user',
    rate: 'read',
    weighs: 'files',
    input: Type.Object({ files: Type.Array(Asked, named) }, strict),
    output: Type.Object({
      links: Type.Array(
        Type.Object({
          file: Id,
          whole: link('the file'),
          large: link('an image, or the picture that a film or a song has, of at most 1,280 pixels a side'),
          small: link('the same of at most 320 pixels a side'),
          alt: Type.Optional(
            described(
              Alt,
              'what its owner says of it to those who cannot see or hear it. Not given: nothing, or there is no room for it in one answer',
            ),
          ),
          waveform: Type.Optional(
            described(
              Waveform,
              'how loud a recording is, a byte for each of its equal parts. Not given: it is none, or there is no room for it',
            ),
          ),
        }),
        { description: 'in the order of the question' },
      ),
      ends_in_ms: described(Span, 'so long they are good'),
    }),
    errors: [],
  }),
  'file.describe': command({
    owner: 'files',
    about:
      'Says of a file of yours what is in it, for those who cannot see or hear it; also when it stands in a message. What is not given stays, and an empty text takes away what was said.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    input: Type.Object(
      {
        file: Id,
        alt: Type.Optional(described(Alt, 'what is to be seen or heard. Not given: as it is')),
        waveform: Type.Optional(
          described(Waveform, 'how loud a recording is, a byte for each of its equal parts. Not given: as it is'),
        ),
      },
      strict,
    ),
    output: Type.Object({}),
    errors: ['FILE_NOT_FOUND'],
  }),
  'file.remove': command({
    owner: 'files',
    about: 'Removes a file of yours that stands in no message, or an upload of yours that is under way.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    whileSuspended: true,
    input: Type.Object({ file: Id }, strict),
    output: Type.Object({}),
    errors: ['FILE_NOT_FOUND', 'FILE_IN_USE'],
  }),
  ...archives.commands,
}

export const events = {}

export const signals = archives.signals
