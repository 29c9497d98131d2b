/** Emoji of a space: pictures with names, by which people react in its rooms, and which texts there name as `:name:`. */
import * as Type from 'typebox'
import { described, EmojiName, Id, Seq, strict } from '../shapes.ts'
import { command, event } from '../table.ts'

/** Of a space, without those that were removed. */
export const mostSpaceEmoji = 250
/** Of those that were removed, so many of the latest are still known by name. */
export const mostRemovedEmoji = 250

/** Of the picture of an emoji. */
export const mostEmojiBytes = 262_144
/** Of the picture of an emoji, in pixels. */
export const mostEmojiSide = 1_024
/** Words by which one is found. */
export const mostEmojiTags = 8
/** That a forwarded message tells the pictures of. */
export const mostEmojiTold = 8

const tags = { maxItems: mostEmojiTags, uniqueItems: true } as const

const look = {
  file: Type.Optional(
    described(Id, 'its picture: see `file.link`, with the space as the `room`. Not given: it is a name alone'),
  ),
  tags: Type.Optional(
    Type.Array(EmojiName, { ...tags, description: 'words by which it is found besides its name. Not given: none' }),
  ),
}

/** Whose bank it is. */
export const Whose = described(Id, 'the space, or the bank of the deployment: see `bank.get`')

const ToldName = Type.String({ maxLength: 32, pattern: '^\\P{Cc}*$', title: 'the name of an emoji' })

/** What its readers need who do not live in the space. */
export const EmojiTold = Type.Optional(
  Type.Array(Type.Object({ name: ToldName, file: described(Id, 'its picture: see `file.link`') }), {
    maxItems: mostEmojiTold,
    description:
      'of a forwarded message: emoji of the space in which it was said, or of the deployment, which its text names as `:name:`. One that was removed there has no links any more, and is its name again. Not given: none',
  }),
)

export const SpaceEmoji = Type.Object({
  emoji: described(Id, 'its id, which is what people react with'),
  name: described(EmojiName, 'what it is called'),
  ...look,
  removed: Type.Optional(
    Type.Literal(true, {
      description:
        'that it was removed: it stands for what was reacted before, its picture is gone, and nobody reacts with it any more',
    }),
  ),
})

const position = (of: string) =>
  Type.Object({ seq: described(Seq, `position of the ${of}, or the head where nothing changed`) })

export const commands = {
  'emoji.set': command({
    owner: 'chat',
    about:
      'Gives a space an emoji of its own, or another name or picture to one that it has. A name is given once in a space, whether written large or small. Who has `manage_space` may; in the bank of the deployment (see `bank.get`), who has the staff permission `bank.manage`.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    input: Type.Object(
      {
        space: Whose,
        emoji: described(Id, 'a new UUID of yours, or that of an emoji that there is'),
        name: EmojiName,
        file: Type.Optional(
          described(
            Id,
            'an image of yours that is its picture from now on, of at most 256 KiB and 1,024 pixels a side; what was it goes. Not given: as before',
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
    output: position('emoji.named'),
    errors: [
      'SPACE_NOT_FOUND',
      'NOT_ALLOWED',
      'ROLE_MISSING',
      'FACTOR_MISSING',
      'FILE_NOT_FOUND',
      'FILE_WAITS',
      'EMOJI_NOT_FOUND',
      'EMOJI_NAME_TAKEN',
      'TOO_MANY_SPACE_EMOJI',
    ],
  }),
  'emoji.remove': command({
    owner: 'chat',
    about:
      'Takes an emoji from a space. What was reacted with it stays, under its name, which is free for another one; its picture goes. Who has `manage_space` may; in the bank of the deployment (see `bank.get`), who has the staff permission `bank.manage`.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    input: Type.Object({ space: Whose, emoji: Id }, strict),
    output: position('emoji.removed'),
    errors: ['SPACE_NOT_FOUND', 'NOT_ALLOWED', 'ROLE_MISSING', 'FACTOR_MISSING'],
  }),
}

export const events = {
  'emoji.named': event({
    about: 'The space has an emoji of this name: a new one, or one that was called otherwise, or looked otherwise.',
    stream: 'chat/space',
    also: 'chat/bank',
    body: Type.Object({ emoji: Id, name: EmojiName, ...look }),
  }),
  'emoji.removed': event({
    about: 'An emoji was taken from the space.',
    stream: 'chat/space',
    also: 'chat/bank',
    body: Type.Object({ emoji: Id }),
  }),
}
