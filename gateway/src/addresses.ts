/** Where a request comes from. */
import type { IncomingMessage } from 'node:http'

/** Whether the address belongs to a proxy of ours; `hop` counts from our end. As express compiles it. */
export type IsTrusted = (address: string, hop: number) => boolean

/** The first address, from our end, that no trusted proxy of ours has: what lies beyond it could be made up. */
export const addressOf = ({ socket, headers }: IncomingMessage, isTrusted: IsTrusted): string => {
  const remote = socket.remoteAddress ?? ''
  const forwarded = String(headers['x-forwarded-for'] ?? '').split(',')
  const hops = [...forwarded.map((hop) => hop.trim()).filter((hop) => hop !== ''), remote].reverse()
  return hops.find((hop, place) => !isTrusted(hop, place)) ?? remote
}
