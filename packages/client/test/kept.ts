/** What tests keep in stores, by number. */

import type { Positions } from '../src/positions.ts'
import type { Pending } from '../src/unsent-store.ts'
import { me, other, roomId, roomStream } from './simulated-chat.ts'

export const pendingOf = (number: number): Pending => ({
  id: `00000000-0000-7000-b000-${String(number).padStart(12, '0')}`,
  room: roomId(1),
  by: number % 2 === 0 ? me : other,
  at: 1_790_000_000_000 + number,
  text: `message ${number} 😀 ${'x'.repeat(number % 4_000)}`,
})

export const positionOf = (number: number): Positions => ({ [roomStream(roomId(1))]: { epoch: 1, seq: number } })
