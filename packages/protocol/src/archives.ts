/** All that is kept of somebody, for them to take along. Who asks is checked by auth; files makes it and gives it. */
import * as Type from 'typebox'
import { locked, lockedErrors } from './auth/factors.ts'
import { described, Span, strict, Time } from './shapes.ts'
import { command, signal } from './table.ts'

const Whole = Type.Integer({ minimum: 0 })

const now = {
  version: Type.Integer({
    minimum: 1,
    description: 'which of two states is the later: the one with the higher number',
  }),
  state: Type.Union([Type.Literal('collecting'), Type.Literal('making'), Type.Literal('ready'), Type.Literal('over')], {
    description:
      '`collecting`: services are asked for what they have; `making`: it is put together with the files; `ready`: it can be had; `over`: it is gone',
  }),
  services: described(Whole, 'of how many services all is there'),
  of: described(Whole, 'how many services there are'),
  lines: described(Whole, 'what has been collected so far, in lines'),
  bytes: Type.Optional(described(Whole, 'its size. Not given: it is not ready')),
  ends_at: described(Time, 'when it goes'),
}

const Archive = Type.Object(
  {
    ...now,
    asked_at: described(Time, 'when it was asked for'),
    here: Type.Optional(
      Type.Literal(true, {
        description: 'this session asked for it. Not given: another one, and this one gets no link',
      }),
    ),
  },
  { title: 'an archive' },
)

/** Of auth. */
export const askingCommands = {
  'account.export': command({
    owner: 'auth',
    about:
      'Asks for an archive of all that is kept of you: a zip file of JSON lines, with your files and a manifest. It is made in the background; `archive.get` and the topic `files/archive/<your id>` say how far it is. There is one at a time: repeated, it is the one that is there, which this session gets links to from then on.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    whileSuspended: true,
    input: Type.Object(locked, strict),
    output: Archive,
    errors: [...lockedErrors, 'ARCHIVE_TOO_SOON'],
  }),
}

export const streams = {
  'files/archive': {
    about: 'How far the archive of somebody is, for them alone. Nobody follows it: see `topic.watch`.',
    followed: false,
    topic: true,
  },
} as const

/** Of files. */
export const commands = {
  'archive.get': command({
    owner: 'files',
    about: 'The archive that you have asked for.',
    access: 'user',
    rate: 'read',
    input: Type.Object({}, strict),
    output: Type.Object({ archive: Type.Optional(described(Archive, 'not given: there is none')) }),
    errors: [],
  }),
  'archive.link': command({
    owner: 'files',
    about:
      'A link to your archive, for you alone and for a few minutes. Only the session that asked for it last gets one.',
    access: 'user',
    rate: 'read',
    whileSuspended: true,
    input: Type.Object({}, strict),
    output: Type.Object({
      link: Type.String({ maxLength: 1_024, title: 'a path on this origin' }),
      ends_in_ms: described(Span, 'so long it is good'),
    }),
    errors: ['ARCHIVE_NOT_FOUND'],
  }),
  'archive.remove': command({
    owner: 'files',
    about: 'Takes away your archive, or stops making it. Where there is none it is answered in the same way.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    whileSuspended: true,
    input: Type.Object({}, strict),
    output: Type.Object({}),
    errors: [],
  }),
}

export const signals = {
  'archive.changed': signal({
    about: 'How far your archive is.',
    stream: 'files/archive',
    body: Type.Object(now),
    state: { version: 'version' },
  }),
}
