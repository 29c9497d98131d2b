/** Emoji of a space: names for now, by which people react in its rooms. */
import * as Type from 'typebox'
import { described, EmojiName, Id, Seq, strict } from '../shapes.ts'
import { command, event } from '../table.ts'

/** Of a space, without those that were removed. */
export const mostSpaceEmoji = 250
/** Of those that were removed, so many of the latest are still known by name. */
export const mostRemovedEmoji = 250

export const SpaceEmoji = Type.Object({
  emoji: described(Id, 'its id, which is what people react with'),
  name: described(EmojiName, 'what it is called'),
  removed: Type.Optional(
    Type.Literal(true, {
      description: 'that it was removed: it stands for what was reacted before, and nobody reacts with it any more',
    }),
  ),
})

const position = (of: string) =>
  Type.Object({ seq: described(Seq, `position of the ${of}, or the head where nothing changed`) })

export const commands = {
  'emoji.set': command({
    owner: 'chat',
    about:
      'Gives a space an emoji of its own, or another name to one that it has. A name is given once in a space, whether written large or small. Who has `manage_space` may.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    input: Type.Object(
      {
        space: Id,
        emoji: described(Id, 'a new UUID of yours, or that of an emoji that there is'),
        name: EmojiName,
      },
      strict,
    ),
    output: position('emoji.named'),
    errors: ['SPACE_NOT_FOUND', 'NOT_ALLOWED', 'EMOJI_NOT_FOUND', 'EMOJI_NAME_TAKEN', 'TOO_MANY_SPACE_EMOJI'],
  }),
  'emoji.remove': command({
    owner: 'chat',
    about:
      'Takes an emoji from a space. What was reacted with it stays, under its name; that is free for another one. Who has `manage_space` may.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    input: Type.Object({ space: Id, emoji: Id }, strict),
    output: position('emoji.removed'),
    errors: ['SPACE_NOT_FOUND', 'NOT_ALLOWED'],
  }),
}

export const events = {
  'emoji.named': event({
    about: 'The space has an emoji of this name: a new one, or one that was called otherwise.',
    stream: 'chat/space',
    body: Type.Object({ emoji: Id, name: EmojiName }),
  }),
  'emoji.removed': event({
    about: 'An emoji was taken from the space.',
    stream: 'chat/space',
    body: Type.Object({ emoji: Id }),
  }),
}
