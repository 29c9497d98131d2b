import type { Notification } from '@parley/client/notify'
import { expect, test } from 'vitest'
import { bellText, calls, callsApart } from './weight.ts'

const one = (id: number, more: Partial<Notification> = {}): Notification => ({
  id,
  at: id,
  kind: 'mention',
  room: 'listed',
  state: 'unread',
  ...more,
})
const silent = { silent: true as const }

test('what came silently is unread, and calls for nobody', () => {
  const inbox = { notifications: [one(3, silent), one(2), one(1, { state: 'read' })], unread: 2 }
  expect(calls(inbox)).toBe(1)
  expect(calls({ notifications: [one(3, silent)], unread: 1 })).toBe(0)
})

test('older ones that are not known here call for one', () => {
  expect(calls({ notifications: [one(3, silent), one(2)], unread: 120 })).toBe(119)
})

test('the title counts nothing twice that conversations and requests are counted for', () => {
  const notifications = [
    one(5),
    one(4, { room: 'of a space' }),
    one(3, { kind: 'request', room: undefined as never }),
    one(2, { kind: 'reminder', room: undefined as never }),
    one(1, { room: 'of a space', state: 'read' }),
    one(0, { room: 'of a space', ...silent }),
  ]
  expect(callsApart({ notifications }, (room) => room === 'listed')).toBe(2)
})

test.each([
  [0, 0, 'Notifications'],
  [2, 3, 'Notifications, 2 unread'],
  [0, 3, 'Notifications, 3 unread that came silently'],
])('%i that call of %i unread ones are said as “%s%s”', (calling, unread, said) => {
  expect(bellText(calling, unread)).toBe(said)
})
