import type { EventFrame } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { MessageStates } from './message-states.ts'

const on = 'chat/room/1'
const event = (seq: number, ev: string, is: Record<string, unknown>, by = 'bob'): EventFrame => ({
  on,
  seq,
  ev,
  by,
  at: seq,
  is,
})
const sent = (seq: number) => event(seq, 'message.sent', { id: `${seq}`, text: 'said' })
const reacted = (seq: number, to: number, by?: string) => event(seq, 'reaction.added', { seq: to, emoji: '👍' }, by)
const all = () => true

describe('what has become of a message', () => {
  test('is what a page says of it, and what events behind the head of that page do', () => {
    const states = new MessageStates(() => 'ann')
    states.take(
      { events: [sent(1), sent(2)], states: [{ seq: 1, reactions: [{ emoji: '👍', count: 2 }] }], head: 9 },
      7,
      [],
    )
    for (const seq of [8, 9]) expect(states.apply(reacted(seq, 1), all)).toBeUndefined()
    expect(states.of(1)).toEqual({ seq: 1, reactions: [{ emoji: '👍', count: 2 }] })
    expect(states.apply(reacted(10, 1, 'ann'), all)).toBe(1)
    expect(states.of(1)).toEqual({ seq: 1, reactions: [{ emoji: '👍', count: 3, own: true }] })
  })

  test('of a message behind such a page is what all events do', () => {
    const states = new MessageStates(() => 'ann')
    states.take({ events: [sent(1)], head: 9 }, 7, [])
    expect(states.apply(reacted(8, 5), all)).toBe(5)
  })

  test('while a page was on its way is not lost, nor is it counted twice', () => {
    const states = new MessageStates(() => 'ann')
    const page = { events: [sent(1), sent(2)], states: [{ seq: 1, reactions: [{ emoji: '👍', count: 1 }] }], head: 4 }
    states.take(page, 6, [reacted(4, 1), reacted(5, 1), reacted(6, 3)])
    expect(states.of(1)).toEqual({ seq: 1, reactions: [{ emoji: '👍', count: 2 }] })
    expect(states.of(3)).toBeUndefined()
  })

  test('of a message that is not loaded is not kept', () => {
    const states = new MessageStates(() => 'ann')
    expect(states.apply(reacted(8, 5), () => false)).toBeUndefined()
    expect(states.of(5)).toBeUndefined()
  })

  test('is nothing of what a newer server says that this one does not know', () => {
    const states = new MessageStates(() => 'ann')
    expect(states.apply(event(2, 'message.praised', { seq: 1 }), all)).toBeUndefined()
  })
})
