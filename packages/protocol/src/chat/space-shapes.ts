/** What a space, its roles, categories and rooms are told as. */
import * as Type from 'typebox'
import { type PermissionName, permissions } from '../permissions.ts'
import { DisplayName, described, Epoch, Id, Seq, Span, StreamName, StreamState, strict, Time } from '../shapes.ts'
import { toldPicture } from './pictures.ts'
import { keepingTold, Newcomers, SlowSeconds, Theme } from './room-settings.ts'
import { Preference, Topic } from './summaries.ts'
import { Tags } from './tags.ts'

export const mostSpaceRooms = 500
/** In one category. */
export const mostCategoryRooms = 50
export const mostCategories = 100
/** Besides that of everyone. */
export const mostRoles = 250
/** In all rooms and categories of a space. */
export const mostOverrides = 1_000
/** Rooms, or categories, that one call puts in order. */
export const mostArranged = 50
/** People to whom one call grants a role, or from whom it takes one. */
export const mostGranted = 100
/** Spaces of one `space.guarded`; of more there are more of them. */
export const mostGuarded = 500
/** Roles that one invitation gives. */
export const mostRolesGiven = 20

/** Why something is done to somebody. */
export const Reason = Type.String({
  minLength: 1,
  maxLength: 512,
  format: 'line',
  pattern: '\\S',
  title: 'why, in one line of at most 512 characters; it is told to whom it is done, and to who may see the audit log',
})

const names = Object.keys(permissions) as PermissionName[]

/** As it is given: a name that nobody knows is refused. */
export const PermissionSet = Type.Array(
  Type.Unsafe<PermissionName>(Type.Union(names.map((name) => Type.Literal(name)))),
  {
    maxItems: names.length,
    title: 'permissions by name',
  },
)

/** As it is told. Later servers have more names: pass over those that you do not know. */
export const ToldPermissions = Type.Array(Type.String({ maxLength: 32 }), {
  maxItems: 63,
  title: 'permissions by name',
})

export const RoleId = Type.Integer({
  minimum: 0,
  maximum: 32_767,
  title: 'a role of the space, from 0 to 32,767: 0 is that of everyone',
})
export const Place = Type.Integer({ minimum: 0, maximum: 32_767, title: 'a place in an order' })
export const Colour = Type.Integer({
  minimum: 0,
  maximum: 0xff_ff_ff,
  title: 'red, green and blue as one number, 0 for none',
})

/** Later servers may have more: take one that you do not know for `text`. */
export const SpaceRoomKind = Type.Union([Type.Literal('text'), Type.Literal('announcement'), Type.Literal('forum')], {
  title:
    'what is said there: `text` by everybody, an `announcement` by those to whom an override gives `send`, and in a `forum` each message is a post that is answered in its thread',
})

/** How people come in who have a link. */
export const Entry = Type.Union([Type.Literal('open'), Type.Literal('request'), Type.Literal('closed')], {
  title:
    'how people come in: `open` by any invitation, by `request` when somebody lets them in, and when it is `closed` by an invitation alone that names them',
})

const RolePlace = described(Place, 'the higher one stands above; of two in one place that with the lower id')

export const SpaceRole = Type.Object({
  role: RoleId,
  name: DisplayName,
  colour: Colour,
  place: RolePlace,
  may: described(ToldPermissions, 'what it allows'),
  mentionable: Type.Boolean({ description: 'whether everybody may mention those who have it' }),
})

export const Category = Type.Object({
  category: Id,
  name: DisplayName,
  place: described(Place, 'the lower one comes first; of two in one place that with the lower id'),
})

export const RoomPlace = described(
  Place,
  'where it stands in its category: the lower one comes first; of two in one place that with the lower id',
)

export const SpaceRoom = {
  room: Id,
  kind: SpaceRoomKind,
  name: DisplayName,
  topic: Type.Optional(described(Topic, 'what it is about; not given where nothing is said')),
  slow_seconds: Type.Optional(
    described(SlowSeconds, 'how long one waits from one message to the next. Not given: not at all'),
  ),
  theme: Type.Optional(described(Theme, 'how it looks. Not given: `plain`')),
  newcomers: Type.Optional(
    described(Newcomers, 'what residents see of what was said there before they came. Not given: all of it'),
  ),
  tags: Type.Optional(described(Tags, 'of a forum: what its posts may have. Not given: nothing')),
  category: Type.Optional(described(Id, 'the category that it is in. Not given: in none')),
  place: RoomPlace,
}

/** Of the asker: beside what a room of a space is. */
export const SpaceRoomStanding = {
  apart: Type.Optional(
    Type.Literal(true, {
      description: 'that it says by itself who may do what there. Not given: it follows its category, if it is in one',
    }),
  ),
  may: Type.Optional(described(ToldPermissions, 'what you may do there. Not given: what you may do in the space')),
}

export const SpaceSummary = {
  space: Id,
  name: DisplayName,
  description: Type.Optional(described(Topic, 'what it is about; not given where nothing is said')),
  icon: toldPicture('its icon'),
  banner: toldPicture('its banner'),
  owner: Id,
  ends_at: Type.Optional(described(Time, 'when it is deleted. Not given: it stays')),
  ends_in_ms: Type.Optional(described(Span, 'how long that is from now')),
  resident_count: Type.Integer({ minimum: 0, description: 'how many people live there at `head`' }),
  entry: Entry,
  second_factor: Type.Optional(
    Type.Literal(true, {
      description:
        'that what changes others or the space is in force for those alone who have a second factor. Not given: for everybody whose roles allow it',
    }),
  ),
  factor_missing: Type.Optional(
    Type.Literal(true, {
      description:
        'that something of what your roles allow is not in force, as the space asks for a second factor and you have none: set one up with `totp.start` or `passkey.start`',
    }),
  ),
  plain_links: Type.Optional(
    Type.Literal(true, {
      description:
        'that links that are said in its rooms are left alone. Not given: they are looked up, where the deployment does that',
    }),
  ),
  ...keepingTold,
  on: described(StreamName, 'its stream'),
  epoch: Epoch,
  head: described(Seq, 'the last position of its stream when this was read: events after it change what it says'),
  floor: described(Seq, 'events at and below this position are no longer held'),
  may: described(ToldPermissions, 'what you may do in the space as a whole'),
  roles: Type.Array(RoleId, { maxItems: mostRoles, description: 'your roles, without that of everyone' }),
  nick: Type.Optional(described(DisplayName, 'what you are called there. Not given: as everywhere')),
  muted_until: Type.Optional(described(Time, 'until when you may only read. Not given: you are not timed out')),
  muted_ms: Type.Optional(described(Span, 'how long that is from now')),
  pending: Type.Optional(
    Type.Literal(true, {
      description: 'that you may only read until you have accepted its rules: see `screening.get`. Not given: you have',
    }),
  ),
  temporary: Type.Optional(
    Type.Literal(true, {
      description:
        'that you live there until you go offline, as you came by such an invitation and have no role. Not given: you stay',
    }),
  ),
}

/** Of a room of a space, where its reader stands. */
export const Reading = {
  on: described(StreamName, 'its stream'),
  head: StreamState.properties.head,
  tally: Type.Integer({
    minimum: 0,
    description: 'how many of its events count, up to `head`: as `room.moved` tells it',
  }),
  read: StreamState.properties.read,
  unread: StreamState.properties.unread,
  mentions: StreamState.properties.mentions,
  preference: Type.Optional(described(Preference, 'what you keep about it. Not given: nothing was set')),
}

/** A room, or all the rooms of a category that follow it. */
export const OverridePlace = Type.Union([Type.Object({ room: Id }, strict), Type.Object({ category: Id }, strict)], {
  title: 'a `room`, or a `category`',
})
/** All who have a role, or one person. */
export const OverrideHolder = Type.Union([Type.Object({ role: RoleId }, strict), Type.Object({ user: Id }, strict)], {
  title: 'a `role`, 0 to 32,767, or a `user`',
})
/** As it is told. */
export const ToldHolder = Type.Union([Type.Object({ role: RoleId }), Type.Object({ user: Id })])

export const Resident = Type.Object({
  user: Id,
  name: DisplayName,
  nick: Type.Optional(described(DisplayName, 'what they are called there. Not given: by their name')),
  roles: Type.Array(RoleId, { maxItems: mostRoles, description: 'without that of everyone' }),
  joined: described(Seq, 'position in the stream of the space of what brought them in'),
  muted_until: Type.Optional(described(Time, 'until when they may only read. Not given: they are not timed out')),
  pending: Type.Optional(
    Type.Literal(true, {
      description:
        'that they may only read until they have accepted the rules, which counts for nothing with owner and administrators. Not given: they have',
    }),
  ),
  temporary: Type.Optional(
    Type.Literal(true, {
      description: 'that they live there until they go offline, or are given a role. Not given: they stay',
    }),
  ),
})
