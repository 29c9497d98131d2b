import type { EventFrame } from '@parley/protocol'
import { expect, test } from 'vitest'
import { byActivity } from './by-activity.ts'

const room = (name: string, at?: number, sendingAt?: number) => ({
  name,
  events: at ? [{ at } as EventFrame] : [],
  messages: sendingAt
    ? [{ id: 'm', seq: undefined, by: 'ada', at: sendingAt, text: 'hello', state: 'sending' as const }]
    : [],
})

test('rooms stand most recently active first, then by name', () => {
  const rooms = [room('old', 1), room('zebra'), room('new', 3), room('ant'), room('being written to', 1, 2)]
  expect(rooms.sort(byActivity).map(({ name }) => name)).toEqual(['new', 'being written to', 'old', 'ant', 'zebra'])
})
