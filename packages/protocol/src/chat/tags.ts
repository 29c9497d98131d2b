/** Tags of forums. */
import * as Type from 'typebox'
import { DisplayName, described, strict } from '../shapes.ts'

/** Of one forum. */
export const mostTags = 20
/** Of one post. */
export const mostPostTags = 5

export const TagId = Type.Integer({
  minimum: 1,
  maximum: 2_147_483_647,
  title: 'a tag of the forum by its number, from 1 to 2,147,483,647',
})

export const PostTags = Type.Array(TagId, {
  maxItems: mostPostTags,
  uniqueItems: true,
  title: `at most ${mostPostTags} tags by their numbers, from 1 to 2,147,483,647 each`,
})

/** As they are told, in their order. A post may have others, which the forum has no longer. */
export const Tags = Type.Array(Type.Object({ tag: TagId, name: DisplayName }), { maxItems: mostTags })

/** As they are set. */
export const WantedTags = Type.Array(
  Type.Object(
    {
      tag: Type.Optional(
        described(TagId, 'which of its tags this is. Not given: that with this name, or else a new one'),
      ),
      name: DisplayName,
    },
    strict,
  ),
  { maxItems: mostTags },
)
