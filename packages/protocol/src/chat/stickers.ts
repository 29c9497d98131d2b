/** Stickers, GIFs and sounds of a space, which are sent as messages. */
import * as Type from 'typebox'
import { described, EmojiName, Id, Seq, strict } from '../shapes.ts'
import { command, event } from '../table.ts'
import { mostEmojiTags, Whose } from './emoji.ts'

/** Of a space, of all kinds together. */
export const mostStickers = 300
export const mostStickerBytes = 1_048_576
/** Of what is seen, in pixels. */
export const mostStickerSide = 1_024
/** Of what is heard. */
export const mostSoundMs = 30_000

/** Later servers may have more. */
export const StickerKind = Type.Union([Type.Literal('sticker'), Type.Literal('gif'), Type.Literal('sound')], {
  title: 'a `sticker` or a `gif`, which is an image, or a `sound`',
})

const tags = { maxItems: mostEmojiTags, uniqueItems: true } as const

const own = {
  sticker: described(Id, 'its id, by which it is sent'),
  kind: StickerKind,
  name: described(EmojiName, 'what it is called, which is what is read where it is not seen or heard'),
  file: described(Id, 'what is seen or heard: see `file.link`, with the space as the `room`'),
  tags: Type.Optional(
    Type.Array(EmojiName, { ...tags, description: 'words by which it is found besides its name. Not given: none' }),
  ),
}

export const Sticker = Type.Object(own)

/** In a `message.send`. */
export const WantedSticker = Type.Optional(
  described(
    Id,
    'a sticker, GIF or sound of the space of the room, or of the deployment, which becomes its file; other programs read the text, for which its name is good. It takes the right to attach, and goes without `files`. Not given: none',
  ),
)

/** In a `message.sent`. */
export const ToldKind = Type.Optional(
  described(
    StickerKind,
    'that its file is a sticker, a GIF or a sound of a bank, whose name is that of the file. Not given: it is not',
  ),
)

const position = (of: string) =>
  Type.Object({ seq: described(Seq, `position of the ${of}, or the head where nothing changed`) })

export const commands = {
  'sticker.set': command({
    owner: 'chat',
    about:
      'Gives a space a sticker, a GIF or a sound, which its residents send as messages; or gives one that it has another name, or other words by which it is found. Who has `manage_space` may; in the bank of the deployment (see `bank.get`), who has the staff permission `bank.manage`.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    input: Type.Object(
      {
        space: Whose,
        sticker: described(Id, 'a new UUID of yours, or that of one that there is'),
        name: EmojiName,
        kind: Type.Optional(described(StickerKind, 'of a new one. Not given: `sticker`')),
        file: Type.Optional(
          described(
            Id,
            'of a new one: an image of yours of at most 1,024 pixels a side, or a sound of at most 30 seconds; of at most 1 MiB. Not given: there is one already',
          ),
        ),
        tags: Type.Optional(
          Type.Array(EmojiName, {
            ...tags,
            description: 'words by which it is found besides its name from now on. Not given: as before',
          }),
        ),
      },
      strict,
    ),
    output: position('sticker.named'),
    errors: [
      'SPACE_NOT_FOUND',
      'NOT_ALLOWED',
      'ROLE_MISSING',
      'FACTOR_MISSING',
      'FILE_NOT_FOUND',
      'FILE_WAITS',
      'STICKER_NOT_FOUND',
      'TOO_MANY_STICKERS',
    ],
  }),
  'sticker.remove': command({
    owner: 'chat',
    about:
      'Takes a sticker, a GIF or a sound from a space. Messages that are one stay as they are. Who has `manage_space` may; in the bank of the deployment (see `bank.get`), who has the staff permission `bank.manage`.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    input: Type.Object({ space: Whose, sticker: Id }, strict),
    output: position('sticker.removed'),
    errors: ['SPACE_NOT_FOUND', 'NOT_ALLOWED', 'ROLE_MISSING', 'FACTOR_MISSING'],
  }),
}

export const events = {
  'sticker.named': event({
    about: 'The space has a sticker, a GIF or a sound of this name: a new one, or one that was called otherwise.',
    stream: 'chat/space',
    also: 'chat/bank',
    body: Type.Object(own),
  }),
  'sticker.removed': event({
    about: 'A sticker, a GIF or a sound was taken from the space.',
    stream: 'chat/space',
    also: 'chat/bank',
    body: Type.Object({ sticker: Id }),
  }),
}
