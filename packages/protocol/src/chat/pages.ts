/** How long pages are. */
import * as Type from 'typebox'

/** How long a page is where `limit` is not given. */
export const usualPage = {
  rooms: 200,
  events: 50,
  members: 100,
  reactions: 100,
  votes: 100,
  versions: 50,
  pins: 50,
  files: 50,
  bookmarks: 50,
  hits: 25,
  drafts: 100,
  scheduled: 100,
  reminders: 100,
  threads: 50,
  spaces: 50,
  overrides: 100,
  bans: 100,
  acts: 50,
  invites: 100,
  requests: 100,
} as const

export const Limit = (usual: number, most: number) =>
  Type.Optional(
    Type.Integer({ minimum: 1, maximum: most, default: usual, description: `how many at most. Not given: ${usual}` }),
  )
