/** What of a connection's life others see. */
import type { Phase } from './connection.ts'

/** `waiting`: offline, tries again at `retryAt`. `ended`: closed, or told not to come back (`error` says why). */
export type ParleyState = 'connecting' | 'online' | 'waiting' | 'ended'

export const stateOf: Readonly<Record<Phase, ParleyState>> = {
  token: 'connecting',
  opening: 'connecting',
  greeting: 'connecting',
  online: 'online',
  waiting: 'waiting',
  ended: 'ended',
}
