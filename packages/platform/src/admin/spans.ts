/** Spans of time as people write them. */
import { ConfigFaults } from '@parley/service-kit'

const units: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Milliseconds of `30m`, `12h` or `7d`. Throws ConfigFaults for anything else. */
export const spanOf = (written: string): number => {
  const [, count = '', unit = ''] = /^(\d{1,5})([smhd])$/.exec(written) ?? []
  const ms = Number(count) * (units[unit] ?? 0)
  if (ms === 0) throw new ConfigFaults([`"${written}" is no span of time: write 30m, 12h or 7d`])
  return ms
}
