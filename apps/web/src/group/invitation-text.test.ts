import { expect, test } from 'vitest'
import { type Invite, invitationText } from './invitation-text.ts'

const invite: Invite = { invite: 'i', by: 'b', at: 0, uses: 0, used: 0, approval: false }
const hour = 3_600_000

test.each<[Partial<Invite>, string]>([
  [{}, 'Until it is revoked, used 0 times'],
  [{ expires_in_ms: 24 * hour - 5, used: 1 }, 'Ends in 24 hours, used 1 time'],
  [{ expires_in_ms: 7 * 24 * hour, uses: 5, used: 2 }, 'Ends in 7 days, used 2 of 5 times'],
  [{ expires_in_ms: 1, uses: 1, approval: true }, 'Ends in 1 minute, used 0 of 1 time, an admin lets people in'],
  [{ temporary: true }, 'Until it is revoked, used 0 times, they stay until they go offline'],
])('an invitation %j is told as: %s', (terms, text) => {
  expect(invitationText({ ...invite, ...terms })).toBe(text)
})
