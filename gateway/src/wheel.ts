/** One regular look at all connections, instead of timers for each. */
import type { Connection } from './connection.ts'

/** Within a second an expired token is acted upon. */
export const wheelMs = 500
const helloWithinMs = 10_000

/** `now` is of the steady clock. Closes what has expired, asks those who are silent, and gives up those who stay so. */
export const lookAt = (connection: Connection, now: number, timeOfAuth: number, heartbeatMs: number): void => {
  const silence = now - connection.heardAt
  if (connection.expiresAt <= timeOfAuth) connection.close('TOKEN_EXPIRED')
  else if (!connection.greeted && now - connection.openedAt > helloWithinMs) connection.close('HELLO_LATE')
  else if (silence > heartbeatMs && !connection.pinged) connection.ping()
  else if (silence > 2 * heartbeatMs) connection.cut('HEARTBEAT_MISSED')
}
