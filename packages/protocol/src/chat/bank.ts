/** Banks: the emoji, stickers, GIFs and sounds that a space has, and those that everybody of the deployment may use. */
import * as Type from 'typebox'
import { described, Epoch, Seq, StreamName, strict } from '../shapes.ts'
import { command } from '../table.ts'
import { SpaceEmoji } from './emoji.ts'
import { Sticker } from './stickers.ts'

/** In the place of the id of a space: the bank of the deployment, in which nobody lives and which everybody uses. */
export const deploymentBank = '00000000-0000-4000-8000-000000000007'

export const bankLists = {
  emoji_list: Type.Optional(
    Type.Array(SpaceEmoji, {
      description:
        'its own emoji, with those that were removed lately and may stand at messages. Not given: it has none',
    }),
  ),
  sticker_list: Type.Optional(
    Type.Array(Sticker, { description: 'its stickers, GIFs and sounds. Not given: it has none' }),
  ),
}

const Place = Type.String({ minLength: 1, maxLength: 64, title: 'where a page ended' })

export const commands = {
  'bank.get': command({
    owner: 'chat',
    about: `The emoji, stickers, GIFs and sounds of the deployment, which everybody may use in every room. \`emoji.set\`, \`emoji.remove\`, \`sticker.set\` and \`sticker.remove\` change it, with \`${deploymentBank}\` as the space; \`file.link\` takes that as the \`room\` of their pictures. What is told of it is told for \`head\`; follow \`on\` with \`stream.follow\`: events after that change it. In a space, what that has of the same name counts before it.`,
    access: 'user',
    rate: 'read',
    input: Type.Object(
      { after: Type.Optional(described(Place, '`next` of the answer before. Not given: from the beginning')) },
      strict,
    ),
    output: Type.Object({
      on: described(StreamName, 'its stream'),
      epoch: Epoch,
      head: described(Seq, 'the position that all of it is of'),
      ...bankLists,
      next: Type.Optional(
        described(Place, 'there is more than fits one answer: ask again with this as `after`. Not given: this was all'),
      ),
    }),
    errors: [],
  }),
}
