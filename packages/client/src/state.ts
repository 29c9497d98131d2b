/** What of a connection's life others see. */
import type { Phase } from './connection.ts'

/**
 * `connecting`: on its way to being online. `waiting`: offline, tries again at `retryAt`. `ended`: closed, or it cannot get
 * better (`error` says why).
 */
export type ParleyState = 'connecting' | 'online' | 'waiting' | 'ended'

export const stateOf: Readonly<Record<Phase, ParleyState>> = {
  token: 'connecting',
  opening: 'connecting',
  greeting: 'connecting',
  online: 'online',
  waiting: 'waiting',
  ended: 'ended',
}
