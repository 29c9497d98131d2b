/** Whom messages mention. */
import * as Type from 'typebox'
import { Id, StreamState, strict } from '../shapes.ts'

/** Roles that one message may mention. */
export const mostRoleMentions = 10

const Role = Type.Integer({ minimum: 1, maximum: 32_767, title: 'a role of the space' })

/** Users that one message may mention. */
export const mostMentions = 50

/** Mentions of one room are counted up to so many. */
export const mostCounted = 100

const members = {
  users: Type.Array(Id, {
    maxItems: mostMentions,
    description: 'those whom it names as `<@id>`, who were in the room',
  }),
  roles: Type.Optional(
    Type.Array(Role, {
      maxItems: mostRoleMentions,
      description:
        'in a space, the roles (1 to 32,767) that it names as `<@&role>` and that may be mentioned: all who have them are. Not given: none',
    }),
  ),
  all: Type.Optional(
    Type.Union([Type.Literal('everyone'), Type.Literal('here')], {
      description:
        'that it mentions everybody, by `@everyone`, or those who are there now, by `@here`. Not given: it does not',
    }),
  ),
}

/** Of a group, as it is set; later servers may have more. */
export const MentionAll = Type.Union([Type.Literal('admins'), Type.Literal('members')], {
  title: 'who may mention everybody at once: its owner and admins, or all members',
})

/** As events tell it. */
export const Mentions = Type.Optional(Type.Object(members, { description: 'whom it mentions. Not given: nobody' }))

/** Of an edit. */
export const Told = Type.Optional(
  Type.Object(members, {
    description:
      'whom the message mentions now and did not before: the edit tells them, and counts for them as a mention. Not given: nobody',
  }),
)

/** What one has counted of mentions may be fewer now. */
export const Unmentions = Type.Optional(
  Type.Literal(true, {
    description:
      'that somebody whom the message mentioned is no longer mentioned, or who was told of it before is mentioned again: who counts mentions in this room asks for their number anew. Not given: it is as it was, but for who is `told`',
  }),
)

/** So few that the longest message still fits the frame that every server takes. */
const mostAllowed = 19

/** As a send restricts it. */
export const MayMention = Type.Optional(
  Type.Object(
    {
      users: Type.Optional(Type.Array(Id, { maxItems: mostAllowed, description: 'these users. Not given: none' })),
      roles: Type.Optional(
        Type.Array(Role, {
          maxItems: mostRoleMentions,
          description: 'these roles of the space, by their ids from 1 to 32,767. Not given: none',
        }),
      ),
      all: Type.Optional(Type.Boolean({ description: 'whether everybody at once. Not given: not' })),
    },
    {
      ...strict,
      description:
        'whom it mentions at most, of those whom its text names: `{}` is nobody. Not given: all of them. What the text names in code, in a link or on a quoted line mentions nobody in any case',
    },
  ),
)

/** Beside a count of what is unread. */
export const MentionCount = StreamState.properties.mentions
