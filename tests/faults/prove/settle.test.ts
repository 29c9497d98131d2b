import { expect, test } from 'vitest'
import { streamsOf } from './settle.ts'

test('what people stand in is judged once, also a room whose maker was never told of it', () => {
  const [known, untold] = ['chat/room/1', 'chat/room/2']
  const standings = ['chat/user/a', known, untold, untold, 'contacts/user/a'].map((on) => ({ on }))
  expect(streamsOf([{ on: known }], [{ user: 'a' }], standings)).toEqual([known, untold, 'chat/user/a'])
})
