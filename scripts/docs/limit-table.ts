/** The limits that clients meet, with their defaults, from the tables of settings. */
import { processes } from '@parley/platform'
import { code, type Row, table } from './markdown.ts'

/** By the process that has the setting. */
const limits: Readonly<Record<string, readonly string[]>> = {
  gateway: [
    'FRAME_BYTES',
    'IN_FLIGHT',
    'CONNECTIONS_PER_SESSION',
    'CONNECTIONS_PER_ACCOUNT',
    'CONNECTIONS_PER_ADDRESS',
    'CONNECTIONS',
    'FOLLOWS_PER_CONNECTION',
    'RATE_HANDSHAKES',
    'RATE_HANDSHAKES_PER_ADDRESS',
    'RATE_BAD_TOKENS',
    'RATE_FREE',
    'RATE_READ',
    'RATE_WRITE',
    'RATE_SEND',
    'RATE_LOGIN',
    'RATE_REFRESH',
    'RATE_BYTES',
    'RATE_REFUSED',
    'UNREAD_BYTES',
    'UNREAD_TOTAL_BYTES',
    'RESUME_EVENTS',
    'RESUME_BYTES',
    'HEARTBEAT_MS',
    'CALL_TIMEOUT_MS',
    'HEADERS_MS',
    'REQUEST_MS',
    'ANSWER_MS',
  ],
  auth: [
    'ACCESS_TOKEN_SECONDS',
    'REFRESH_TOKEN_SECONDS',
    'REFRESH_GRACE_SECONDS',
    'SESSION_SECONDS',
    'SESSIONS_PER_ACCOUNT',
    'RATE_LOGIN',
    'RATE_REFRESH',
    'LOGIN_FAILURES_PER_ACCOUNT',
    'LOGIN_FAILURES_EVERYWHERE',
    'LOGIN_FAILURES_PER_ADDRESS',
    'SIGN_UPS_PER_ADDRESS',
    'NAME_CHANGES_PER_ACCOUNT',
    'MAILS_PER_ACCOUNT',
    'USERNAMES_RESERVED',
    'ATTEMPT_WINDOW_SECONDS',
  ],
  chat: ['ROOM_MEMBERS', 'ROOMS_PER_ACCOUNT'],
}

const limitRow = (process: string, name: string): Row => {
  const setting = processes.get(process)?.[name]
  if (typeof setting?.default !== 'number') throw new Error(`${name} is no limit of ${process}`)
  return [setting.about, setting.default.toLocaleString('en'), code(name), process]
}

export const limitTable = (): string =>
  table(
    ['Limit', 'By default', 'Setting', 'Of'],
    Object.entries(limits).flatMap(([process, names]) => names.map((name) => limitRow(process, name))),
  )
