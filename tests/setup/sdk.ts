/** People who use the SDK. */
import { randomUUID } from 'node:crypto'
import { Parley, type ParleyOptions, type Room, type Session, signUp } from '@parley/client'
import { until as untilFound } from '@parley/testcontainers/until'
import { password } from './world.ts'

export interface SdkUser extends AsyncDisposable {
  readonly session: Session
  readonly username: string
  readonly parley: Parley
  readonly user: string
}

/** Makes an account, and connects. */
export const enter = async (url: string, name: string, options: Partial<ParleyOptions> = {}): Promise<SdkUser> => {
  const username = `u${randomUUID().slice(0, 18)}`
  const session = await signUp({ url }, { username, password, name })
  const parley = await connect(url, session, options)
  return { session, username, parley, user: session.user, [Symbol.asyncDispose]: () => parley.close() }
}

/** One more device of somebody. Comes back sooner than people would like to wait in a test. */
export const connect = async (
  url: string,
  { token }: Pick<Session, 'token'>,
  options: Partial<ParleyOptions> = {},
): Promise<Parley> => {
  const parley = new Parley({ url, token, random: () => 0.1, ...options })
  await parley.ready
  return parley
}

/** Less than a test may take, so that it is the wait that tells what did not come. */
const patienceMs = 55_000

/** Resolves with what is found, as soon as the client has it. */
export const until = <T>(parley: Parley, find: () => T | undefined | false): Promise<T> =>
  untilFound(parley, 'what the test waits for', find, patienceMs)

export const roomOf = (parley: Parley, id: string): Promise<Room> => until(parley, () => parley.rooms.get(id))

/** What has come of a room, oldest first. */
export const said = (room: Room): string[] =>
  room.messages.filter(({ state }) => state === 'sent').map(({ text }) => text)
