/** What may be done how often, and how much there may be at once, as the settings say. */
import { type ConfigOf, mostConnections } from '@parley/service-kit'
import type { gatewayConfig } from './config.ts'
import type { Rate, Rates } from './rates.ts'
import type { SeatLimits } from './seats.ts'

type Config = ConfigOf<typeof gatewayConfig>
type Name = keyof Config & string

/** How many seconds' worth may come at once. */
const burstSeconds = 2
const bytesBurstSeconds = 16
const refusedBurstSeconds = 25
const resumeSeconds = 60

export const ratesOf = (config: Config): Rates => {
  const rate = (setting: Name, seconds = burstSeconds): Rate => {
    const perSecond = Number(config[setting])
    return { setting, perSecond, atOnce: seconds * perSecond }
  }
  const missed = config.RESUME_BYTES
  return {
    free: rate('RATE_FREE'),
    read: rate('RATE_READ'),
    write: rate('RATE_WRITE'),
    send: rate('RATE_SEND'),
    login: rate('RATE_LOGIN'),
    refresh: rate('RATE_REFRESH'),
    bytes: rate('RATE_BYTES', bytesBurstSeconds),
    handshake: rate('RATE_HANDSHAKES'),
    arrival: rate('RATE_HANDSHAKES_PER_ADDRESS'),
    badToken: rate('RATE_BAD_TOKENS'),
    refusal: rate('RATE_REFUSED', refusedBurstSeconds),
    missed: { setting: 'RESUME_BYTES', perSecond: missed / resumeSeconds, atOnce: missed },
  }
}

/** Connections kept for those over which HTTP is spoken, where the system lets few be open. */
const keptForHttp = 1_000

/** A process without room for one connection more could not even say so. */
export const seatLimitsOf = (config: Config, open = mostConnections()): SeatLimits => ({
  CONNECTIONS_PER_SESSION: config.CONNECTIONS_PER_SESSION,
  CONNECTIONS_PER_ACCOUNT: config.CONNECTIONS_PER_ACCOUNT,
  CONNECTIONS_PER_ADDRESS: config.CONNECTIONS_PER_ADDRESS,
  CONNECTIONS: Math.min(config.CONNECTIONS, open - Math.min(keptForHttp, Math.floor(open / 2))),
})
