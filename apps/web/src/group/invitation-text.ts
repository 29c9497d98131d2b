/** Invitations in words. */
import { plural, t } from '@lingui/core/macro'
import type { Output } from '@parley/client'

export type Invite = Output<'invite.list'>['invites'][number]

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

const people = (count: number): string => plural(count, { one: '# person', other: '# people' })

export const lifetimes = [
  { ms: hourMs, label: plural(1, { one: '# hour', other: '# hours' }) },
  { ms: dayMs, label: plural(1, { one: '# day', other: '# days' }) },
  { ms: 7 * dayMs, label: plural(7, { one: '# day', other: '# days' }) },
  { ms: 0, label: t`until it is revoked` },
] as const

export const bounds = [
  { uses: 0, label: t`anybody who has it` },
  { uses: 1, label: people(1) },
  { uses: 5, label: people(5) },
  { uses: 25, label: people(25) },
  { uses: 100, label: people(100) },
] as const

const spanOf = (ms: number): string => {
  if (ms >= 2 * dayMs) return plural(Math.round(ms / dayMs), { one: '# day', other: '# days' })
  return ms >= 2 * hourMs
    ? plural(Math.round(ms / hourMs), { one: '# hour', other: '# hours' })
    : plural(Math.ceil(ms / minuteMs), { one: '# minute', other: '# minutes' })
}

/** Who made it stands beside it. */
export const invitationText = ({ expires_in_ms, uses, used, approval, temporary }: Invite): string =>
  [
    expires_in_ms === undefined ? t`Until it is revoked` : t`Ends in ${spanOf(expires_in_ms)}`,
    uses === 0
      ? plural(used, { one: 'used # time', other: 'used # times' })
      : plural(uses, { one: `used ${used} of # time`, other: `used ${used} of # times` }),
    ...(approval ? [t`an admin lets people in`] : []),
    ...(temporary ? [t`they stay until they go offline`] : []),
  ].join(', ')
