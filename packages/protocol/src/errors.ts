/** What an error may tell besides its number, name and text. */
export const errorDetails = {
  retry_ms: 'wait at least so many milliseconds; where it is missing, a second',
  limit: 'the setting that was met, where it is one',
  most: 'how many there may be: connections, members, rooms, bytes',
  at: 'the place in the input: a JSON pointer, empty for the whole',
  why: 'the reason; where there is an `at`, to be read after the name of that place',
  command: 'the command whose input it is',
  user: 'who',
  head: 'the last position of the room',
  now: 'the time by the clock of the server, in milliseconds since 1970',
  scope: 'what the token would have to allow',
  trace: "what the fault stands under in the server's log",
} as const

export type ErrorDetail = keyof typeof errorDetails

/**
 * Every error that leaves the platform. Numbers come in blocks of 100 per area and are never used again for another
 * meaning. `retry` says whether the same request may succeed later without being changed. A text is true wherever the
 * error is raised: on a socket and over HTTP.
 */
interface ErrorEntry {
  readonly code: number
  readonly status: number
  readonly retry: boolean
  readonly text: string
  /** What it may tell besides. */
  readonly tells?: readonly ErrorDetail[]
}

const table = <const T extends Record<string, ErrorEntry>>(entries: T): T => entries

export const errors = table({
  BAD_FRAME: {
    code: 1000,
    status: 400,
    retry: false,
    text: 'The frame is not one request object. Send {"id":1,"do":"…","with":{…}}.',
  },
  UNKNOWN_COMMAND: {
    code: 1001,
    status: 404,
    retry: false,
    text: 'There is no such command. See the protocol reference for the list.',
  },
  BAD_INPUT: {
    code: 1002,
    status: 400,
    retry: false,
    text: 'The input does not have the shape that the command takes: `at` names the place, `why` the reason.',
    tells: ['at', 'why', 'command'],
  },
  RATE_LIMITED: {
    code: 1003,
    status: 429,
    retry: true,
    text: 'Too many requests of this kind. Wait `retry_ms` and send again.',
    tells: ['retry_ms', 'limit'],
  },
  TIMEOUT: {
    code: 1004,
    status: 504,
    retry: true,
    text: 'The service did not answer in time. Whether it acted is unknown: repeat with the same id.',
    tells: ['retry_ms'],
  },
  UNAVAILABLE: {
    code: 1005,
    status: 503,
    retry: true,
    text: 'The service is not reachable at the moment. Whether it acted may be unknown: repeat with the same id after `retry_ms`.',
    tells: ['retry_ms'],
  },
  INTERNAL: {
    code: 1006,
    status: 500,
    retry: true,
    text: 'The server failed in a way it did not foresee; the fault is in its log under this `trace`.',
    tells: ['trace'],
  },
  HELLO_FIRST: {
    code: 1007,
    status: 409,
    retry: false,
    text: 'The first request on a socket is `hello`, once. Only `stream.have` may stand before it.',
  },
  STREAM_NOT_FOUND: { code: 1008, status: 404, retry: false, text: 'There is no such stream, or it is not yours.' },
  TOO_MANY_IN_FLIGHT: {
    code: 1009,
    status: 429,
    retry: true,
    text: 'Too many commands of this session are unanswered. Wait for answers, then send again.',
    tells: ['retry_ms', 'limit'],
  },
  ROUTE_NOT_FOUND: {
    code: 1010,
    status: 404,
    retry: false,
    text: 'There is nothing at this address. Commands are POST /v1/<command>.',
  },
  BODY_TOO_LARGE: {
    code: 1011,
    status: 413,
    retry: false,
    text: 'The request has more bytes than `most`, which is all that is taken here. Send less at once.',
    tells: ['most'],
  },
  SOCKET_ONLY: {
    code: 1012,
    status: 400,
    retry: false,
    text: 'This command belongs to a socket; it has no meaning over HTTP.',
  },
  ANSWER_TOO_LARGE: {
    code: 1013,
    status: 413,
    retry: false,
    text: 'The answer is larger than one message may be, and always will be. Ask for less at a time: a smaller limit, fewer ids.',
  },
  TOO_MANY_CONNECTIONS: {
    code: 1014,
    status: 429,
    retry: true,
    text: 'There are as many connections as `limit` allows. Close some, or come back after `retry_ms`.',
    tells: ['retry_ms', 'limit', 'most'],
  },
  HOST_UNKNOWN: {
    code: 1015,
    status: 421,
    retry: false,
    text: 'This server is not called by that name. The operator names it with PUBLIC_URL or ALLOWED_HOSTS.',
  },
  REQUEST_UNCLEAR: {
    code: 1016,
    status: 400,
    retry: false,
    text: 'The request can be understood in more than one way; `why` says how. Send one Host, and a path without //, \\, ; . or .. and without needless %.',
    tells: ['why'],
  },
  JSON_ONLY: {
    code: 1017,
    status: 415,
    retry: false,
    text: "The input is JSON and has to say so: send the header 'Content-Type: application/json'.",
  },
  TOO_MANY_STREAMS: {
    code: 1018,
    status: 409,
    retry: false,
    text: 'These would be more than `most` streams, which is all that one connection may name or follow so. Name fewer, or leave others first.',
    tells: ['limit', 'most'],
  },
  SETUP_FAULT: {
    code: 1090,
    status: 400,
    retry: false,
    text: 'The SDK cannot connect as it is set up; `why` says what to change.',
    tells: ['why'],
  },

  TOKEN_MISSING: {
    code: 1100,
    status: 401,
    retry: false,
    text: 'Send exactly one access token: over HTTP in the Authorization header, for a socket as `bearer.<jwt>` beside the subprotocol.',
  },
  TOKEN_INVALID: {
    code: 1101,
    status: 401,
    retry: false,
    text: 'The access token is none of this server, or its key was withdrawn. Refresh the session; where that is refused, log in again.',
  },
  TOKEN_EXPIRED: {
    code: 1102,
    status: 401,
    retry: false,
    text: 'The access token has expired. Refresh the session and use the new one.',
  },
  TOKEN_OF_ANOTHER: {
    code: 1103,
    status: 403,
    retry: false,
    text: 'The new token belongs to another session than the one that opened the socket.',
  },
  SUBPROTOCOL_UNKNOWN: {
    code: 1104,
    status: 400,
    retry: false,
    text: 'Offer parley.v1.json or parley.v1.msgpack as subprotocol.',
  },
  ORIGIN_FORBIDDEN: {
    code: 1105,
    status: 403,
    retry: false,
    text: 'Pages of this origin may not connect. The operator allows origins with ALLOWED_ORIGINS.',
  },
  LOGIN_FAILED: { code: 1106, status: 401, retry: false, text: 'Username and password do not match.' },
  USERNAME_TAKEN: { code: 1107, status: 409, retry: false, text: 'This username is taken. Choose another.' },
  TOO_MANY_ATTEMPTS: {
    code: 1108,
    status: 429,
    retry: true,
    text: 'Too many attempts. Wait `retry_ms` and try again.',
    tells: ['retry_ms', 'limit'],
  },
  REFRESH_INVALID: {
    code: 1109,
    status: 401,
    retry: false,
    text: 'The refresh token is unknown, ended or expired. Log in again.',
  },
  REFRESH_REUSED: {
    code: 1110,
    status: 401,
    retry: false,
    text: 'This refresh token was used before, so its whole session has been ended. Log in again.',
  },
  SESSION_ENDED: { code: 1111, status: 401, retry: false, text: 'The session has been ended. Log in again.' },
  SIGN_UP_CLOSED: {
    code: 1112,
    status: 403,
    retry: false,
    text: 'Nobody can sign up here by themselves. Ask whoever runs this server for an account.',
  },
  PASSWORD_WEAK: {
    code: 1113,
    status: 400,
    retry: false,
    text: 'This password would soon be guessed: `why` says the reason. Choose another.',
    tells: ['at', 'why'],
  },
  COOKIE_NOT_KEPT: {
    code: 1114,
    status: 403,
    retry: false,
    text: 'A browser keeps no cookie of this server for a page of another site. Use the command under /v1, which has the refresh token in its body; with the SDK, leave out `cookie`.',
  },
  SCOPE_MISSING: {
    code: 1115,
    status: 403,
    retry: false,
    text: 'The access token is for certain commands, and not for this one: it would need the `scope`.',
    tells: ['scope'],
  },

  ROOM_NOT_FOUND: { code: 1200, status: 404, retry: false, text: 'There is no such room, or you are not in it.' },
  USER_NOT_FOUND: {
    code: 1201,
    status: 404,
    retry: false,
    text: 'There is nobody with the id in `user`.',
    tells: ['user'],
  },
  MESSAGE_ID_TAKEN: {
    code: 1202,
    status: 409,
    retry: false,
    text: 'Another message of this room has this id. Make a new UUIDv7 for each message.',
  },
  NOT_ALLOWED: { code: 1203, status: 403, retry: false, text: 'Your role in this room does not allow this.' },
  DIRECT_ROOM_FIXED: {
    code: 1204,
    status: 409,
    retry: false,
    text: 'A direct room has its two people for good. Create a group instead.',
  },
  ROOM_FULL: {
    code: 1205,
    status: 409,
    retry: false,
    text: 'The room would have more members than `most`, which is all that a room may have.',
    tells: ['most'],
  },
  MEMBER_NOT_FOUND: {
    code: 1206,
    status: 404,
    retry: false,
    text: 'The `user` is not a member of the room.',
    tells: ['user'],
  },
  ROOM_WITH_YOURSELF: { code: 1207, status: 400, retry: false, text: 'A direct room is for you and one other user.' },
  CURSOR_AHEAD: {
    code: 1208,
    status: 400,
    retry: false,
    text: 'The cursor cannot stand after the last event of the room, which is `head`.',
    tells: ['head'],
  },
  TOO_MANY_ROOMS: {
    code: 1209,
    status: 409,
    retry: false,
    text: 'The `user` is in as many rooms as an account may be in. They can come in when they have left another group.',
    tells: ['user', 'most'],
  },
  MESSAGE_NOT_FOUND: {
    code: 1210,
    status: 404,
    retry: false,
    text: 'There is no message at this position of the room.',
  },
  HIDING_YOURSELF: { code: 1211, status: 400, retry: false, text: 'You cannot hide yourself.' },
  TOO_MANY_HIDDEN: {
    code: 1212,
    status: 409,
    retry: false,
    text: 'You hide `most` users already, which is all that an account may hide. Show one of them first.',
    tells: ['most'],
  },
  TOO_MANY_EDITS: {
    code: 1230,
    status: 409,
    retry: false,
    text: 'This message has been edited `most` times, which is all that a message may be. Send another one.',
    tells: ['most'],
  },
  TOO_MANY_EMOJI: {
    code: 1231,
    status: 409,
    retry: false,
    text: 'This message has reactions with `most` different emoji, which is all that a message may have. Join one of them.',
    tells: ['most'],
  },
  TOO_MANY_PINS: {
    code: 1232,
    status: 409,
    retry: false,
    text: 'This room has `most` pinned messages, which is all that a room may have. Unpin one of them first.',
    tells: ['most'],
  },
  FORWARD_FIXED: {
    code: 1235,
    status: 409,
    retry: false,
    text: 'A forwarded message says what somebody has said, and stays so. Take it back, and send another one.',
  },
  POLL_NOT_FORWARDED: {
    code: 1236,
    status: 409,
    retry: false,
    text: 'A poll stays in the room in which people vote. Ask another one, or send what it asks as a message of your own.',
  },
  TOO_MANY_DRAFTS: {
    code: 1240,
    status: 409,
    retry: false,
    text: 'You have `most` drafts already, which is all that is kept of an account. Send one of them first, or empty it.',
    tells: ['most'],
  },
  SEARCH_EMPTY: {
    code: 1245,
    status: 400,
    retry: false,
    text: 'There is nothing to look for: give a word in `text` that has a letter or a figure, or a room, an author, somebody whom it mentions, a date or what a message has.',
  },
  SEARCH_TOO_WIDE: {
    code: 1246,
    status: 400,
    retry: false,
    text: 'A search looks for at most `most` words. Leave out those that are in every message anyway.',
    tells: ['most'],
  },
  SEARCH_TOO_LONG: {
    code: 1247,
    status: 422,
    retry: false,
    text: 'This search took too long. Look in fewer rooms, or between two dates.',
  },
  GROUPS_ONLY: {
    code: 1250,
    status: 409,
    retry: false,
    text: 'Only groups have this. A direct room is called as the other person, and belongs to both.',
  },
  OWNER_NEEDED: {
    code: 1251,
    status: 409,
    retry: false,
    text: 'A group has an owner. Make somebody else the owner; then you are an admin.',
  },
  TOO_MANY_ADMINS: {
    code: 1252,
    status: 409,
    retry: false,
    text: 'The group would have more admins than `most`, which is all that a group may have.',
    tells: ['most'],
  },
  INVITE_NOT_FOUND: {
    code: 1253,
    status: 404,
    retry: false,
    text: 'This invitation does not let you in: there is no such one, it is over, or it is not for you. Ask somebody of the group.',
  },
  TOO_MANY_INVITES: {
    code: 1254,
    status: 409,
    retry: false,
    text: 'The group has `most` invitations already, which is all that a group may have. Revoke one of them first.',
    tells: ['most'],
  },
  REQUEST_NOT_FOUND: {
    code: 1255,
    status: 404,
    retry: false,
    text: 'The `user` does not ask to be let in, or was answered.',
    tells: ['user'],
  },
  TOO_MANY_ASKING: {
    code: 1256,
    status: 409,
    retry: false,
    text: 'As many as `most` wait to be let into this group, which is all that may. Ask again when some of them were answered.',
    tells: ['most'],
  },
  SLOW_MODE: {
    code: 1257,
    status: 429,
    retry: true,
    text: 'This room is slow, and you have said something in it, or in one of its threads, a moment ago. Wait `retry_ms`, and send it again.',
    tells: ['retry_ms'],
  },
  TOO_MANY_MENTIONS: {
    code: 1265,
    status: 400,
    retry: false,
    text: 'The message mentions more than `most` users. Mention fewer, or everybody at once.',
    tells: ['most'],
  },
  TOO_MANY_BOOKMARKS: {
    code: 1270,
    status: 409,
    retry: false,
    text: 'You have `most` bookmarks already, which is all that an account may have. Remove one of them first.',
    tells: ['most'],
  },
  TIME_NOT_AHEAD: {
    code: 1271,
    status: 400,
    retry: false,
    text: 'The time has to be ahead by the clock of the server, which says `now`, and by at most `most` milliseconds. Where your clock may be set wrong, give `in_ms`.',
    tells: ['now', 'most'],
  },
  TOO_MANY_SCHEDULED: {
    code: 1272,
    status: 409,
    retry: false,
    text: 'You have `most` scheduled messages already, which is all that an account may have. Cancel one of them first.',
    tells: ['most'],
  },
  SCHEDULE_NOT_FOUND: {
    code: 1273,
    status: 404,
    retry: false,
    text: 'You have no scheduled message with this id in this room: it was sent, or is about to be, or was cancelled.',
  },
  TOO_MANY_REMINDERS: {
    code: 1274,
    status: 409,
    retry: false,
    text: 'You have `most` reminders already, which is all that an account may have. Remove one of them first.',
    tells: ['most'],
  },
  NOT_A_POLL: { code: 1275, status: 409, retry: false, text: 'The message at this position is no poll.' },
  POLL_CLOSED: { code: 1276, status: 409, retry: false, text: 'This poll is closed: nobody can vote in it any more.' },
  ANSWER_NOT_FOUND: {
    code: 1277,
    status: 400,
    retry: false,
    text: 'The poll has `most` answers, with the places 0 and up, and where it does not say `multiple` one vote is for one of them.',
    tells: ['most'],
  },
  POLL_FIXED: {
    code: 1278,
    status: 409,
    retry: false,
    text: 'A poll stays as it was asked, as people have voted on that. Take it back, and ask another one.',
  },
  THREAD_IN_THREAD: {
    code: 1285,
    status: 409,
    retry: false,
    text: 'A thread has no threads of its own. Begin one in the room that it belongs to.',
  },
  THREADS_ONLY: { code: 1286, status: 409, retry: false, text: 'This room is no thread.' },
  TOO_MANY_FOLLOWERS: {
    code: 1287,
    status: 409,
    retry: false,
    text: 'As many as `most` follow this thread, which is all that may.',
    tells: ['most'],
  },
  NOT_IN_THREADS: {
    code: 1288,
    status: 409,
    retry: false,
    text: 'A thread has no members, settings or preferences of its own: say it of its room. `thread.change` changes what a thread has.',
  },
  POSITION_NOT_HELD: {
    code: 1295,
    status: 404,
    retry: false,
    text: 'Nothing is held of the room as it was at this position: it is behind the `head`, or its events are gone. Ask for a later one, up to `head`.',
    tells: ['head'],
  },
  ROOM_FILE_BROKEN: {
    code: 1296,
    status: 400,
    retry: false,
    text: 'This file is no whole room as `parley export-room` writes it.',
  },
  ROOM_FILE_OTHER: {
    code: 1297,
    status: 409,
    retry: false,
    text: 'This deployment has another room in the place of the one in the file.',
  },
})

/** The names of all errors. Servers of a later release may have more. */
export type ErrorName = keyof typeof errors

/** What an error of this name may tell besides its number, name and text. */
export const detailsOf = (name: ErrorName): readonly ErrorDetail[] => (errors[name] as ErrorEntry).tells ?? []

/** What any command may answer, besides what its own entry declares. */
export const everyCommandErrors = [
  'BAD_FRAME',
  'UNKNOWN_COMMAND',
  'BAD_INPUT',
  'RATE_LIMITED',
  'TIMEOUT',
  'UNAVAILABLE',
  'INTERNAL',
  'HELLO_FIRST',
  'TOO_MANY_IN_FLIGHT',
  'ANSWER_TOO_LARGE',
  'TOKEN_MISSING',
  'TOKEN_INVALID',
  'TOKEN_EXPIRED',
  'SESSION_ENDED',
  'SCOPE_MISSING',
] as const satisfies readonly ErrorName[]

/** An error as clients get it: the table's row and what the place that raised it adds. */
export interface ErrorBody {
  /** The number that goes with the name. */
  readonly code: number
  /** What to tell it by. */
  readonly name: ErrorName
  /** What happened, and what to do. */
  readonly text: string
  /** Milliseconds to wait before the next try. */
  readonly retry_ms?: number
  /** Depends on the error: `why` says more in words, `at` names the place in the input. */
  readonly [detail: string]: unknown
}

export const errorBody = (name: ErrorName, details: Record<string, unknown> = {}): ErrorBody => ({
  code: errors[name].code,
  name,
  text: errors[name].text,
  ...details,
})

/** Raised by `fail`; whatever else is thrown leaves as INTERNAL, with its cause in the log only. */
export class Failure extends Error {
  readonly body: ErrorBody

  constructor(name: ErrorName, details?: Record<string, unknown>) {
    super(`${name} ${details ? JSON.stringify(details) : ''}`)
    this.body = errorBody(name, details)
  }
}

/** What an error of this name may tell, and nothing that its entry does not say. */
type DetailsOf<N extends ErrorName> = {
  readonly [D in (typeof errors)[N] extends { readonly tells: readonly (infer T extends ErrorDetail)[] }
    ? T
    : never]?: unknown
}

/** The only way to raise an error that a client sees. `details` are added to it as they are. */
export const fail = <const N extends ErrorName>(name: N, details?: DetailsOf<N>): never => {
  throw new Failure(name, details)
}
