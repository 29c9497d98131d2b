import { expect, test } from 'vitest'
import { changed, unsaid } from './choice.ts'

test('a game stands in what it says, and takes away what it has said itself, and nothing of another', () => {
  const playing = changed(unsaid('ann'), { game: 'go', activity: { details: 'Move 12' } }, 1)
  expect(playing.activity).toEqual({ details: 'Move 12', game: 'go' })
  expect(changed(playing, { game: 'chess', activity: {} }, 2).activity).toEqual(playing.activity)
  expect(changed(playing, { game: 'chess', activity: {} }, 2).activityEnds).toBe(playing.activityEnds)
  expect(changed(playing, { game: 'go', activity: {} }, 2).activity).toEqual({})
  expect(changed(playing, { activity: {} }, 2).activity).toEqual({})
  expect(changed(playing, { game: 'chess', activity: { details: 'Mate' } }, 2).activity.game).toBe('chess')
  // A game alone says nothing.
  expect(changed(playing, { game: 'chess', status: 'Tea' }, 2)).toMatchObject({
    status: 'Tea',
    activity: playing.activity,
  })
})
