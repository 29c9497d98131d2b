import type { StreamState } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { resumeAt } from './greeting.ts'

const state: StreamState = { on: 'chat/room/0', epoch: 1_790_000_000, head: 100, floor: 40, read: 90, unread: 3 }
const epoch = state.epoch
const mostMissed = 50

describe('a reader', () => {
  test('that has nothing goes on from the head', () => {
    expect(resumeAt(state, undefined, mostMissed)).toEqual({ ...state, from: 100 })
  })

  test.each([
    ['the head', 100],
    ['the event before it', 99],
    ['the oldest position that is not too far behind', 50],
  ])('that has seen %s goes on from there', (_, seq) => {
    expect(resumeAt(state, [epoch, seq], mostMissed)).toEqual({ ...state, from: seq })
  })

  test('that has seen the floor goes on from there', () => {
    expect(resumeAt(state, [epoch, 40], 60)).toEqual({ ...state, from: 40 })
    expect(resumeAt({ ...state, head: 0, floor: 0 }, [epoch, 0], mostMissed)).toMatchObject({ from: 0 })
  })

  test.each([
    ['too far behind', epoch, 49],
    ['below the floor', epoch, 39],
    ['before the beginning', epoch, -1],
    ['after the head', epoch, 101],
    ['far in the future', epoch, Number.MAX_SAFE_INTEGER],
    ['between two events', epoch, 99.5],
    ['beyond all numbers', epoch, Number.POSITIVE_INFINITY],
    ['that is no number', epoch, Number.NaN],
    ['of an older history', epoch - 1, 100],
    ['of a younger history', epoch + 1, 100],
    ['of a history that is no number', Number.NaN, 100],
  ])('with a position %s is reset to the head', (_, of, seq) => {
    expect(resumeAt(state, [of, seq], 50)).toEqual({ ...state, from: 100, reset: true })
  })
})
