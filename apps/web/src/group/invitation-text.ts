/** Invitations in words. */
import type { Output } from '@parley/client'

export type Invite = Output<'invite.list'>['invites'][number]

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

export const lifetimes = [
  { ms: hourMs, label: '1 hour' },
  { ms: dayMs, label: '1 day' },
  { ms: 7 * dayMs, label: '7 days' },
  { ms: 0, label: 'until it is revoked' },
] as const

export const bounds = [
  { uses: 0, label: 'anybody who has it' },
  { uses: 1, label: '1 person' },
  { uses: 5, label: '5 people' },
  { uses: 25, label: '25 people' },
  { uses: 100, label: '100 people' },
] as const

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`

const spanOf = (ms: number): string => {
  if (ms >= 2 * dayMs) return counted(Math.round(ms / dayMs), 'day')
  return ms >= 2 * hourMs ? counted(Math.round(ms / hourMs), 'hour') : counted(Math.ceil(ms / minuteMs), 'minute')
}

/** Who made it stands beside it. */
export const invitationText = ({ expires_in_ms, uses, used, approval, temporary }: Invite): string =>
  [
    expires_in_ms === undefined ? 'Until it is revoked' : `Ends in ${spanOf(expires_in_ms)}`,
    uses === 0 ? `used ${counted(used, 'time')}` : `used ${used} of ${counted(uses, 'time')}`,
    ...(approval ? ['an admin lets people in'] : []),
    ...(temporary ? ['they stay until they go offline'] : []),
  ].join(', ')
