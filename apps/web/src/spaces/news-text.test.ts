import type { EventOf } from '@parley/client'
import { expect, test } from 'vitest'
import { fullTime } from '../timeline/times.ts'
import { newsText } from './news-text.ts'

const frame = { on: 'chat/user/me', seq: 1, at: 0 }
const left = (is: object, by?: string) =>
  ({
    ...frame,
    ev: 'space.left',
    ...(by ? { by } : {}),
    is: { space: 's', on: 'chat/space/s', ...is },
  }) as EventOf<'space.left'>
const timedOut = (is: object) =>
  ({ ...frame, ev: 'space.timed_out', by: 'ann', is: { space: 's', ...is } }) as EventOf<'space.timed_out'>

test.each([
  ['taken out without a reason', left({}, 'ann'), 'You were taken out of Town.'],
  ['taken out with one', left({ reason: 'spam' }, 'ann'), 'You were taken out of Town: “spam”'],
  ['gone by oneself', left({}, 'me'), undefined],
  [
    'out by going offline',
    left({ why: 'offline' }),
    'You are no longer in Town: you were there until you went offline.',
  ],
  ['in one that is deleted', left({}), 'Town was deleted.'],
  [
    'timed out',
    timedOut({ muted_until: 5, reason: 'calm down' }),
    `You may only read in Town until ${fullTime(5)}: “calm down”`,
  ],
  ['timed out no longer', timedOut({}), undefined],
])('who is %s in a space is told so, and why', (_, deed, text) => {
  expect(newsText(deed, 'Town')).toBe(text)
})

test('a space whose name is not known is called a space', () => {
  expect(newsText(left({}))).toBe('A space was deleted.')
})
