import { expect, test } from 'vitest'
import { namesakesOf } from './namesakes.ts'

const person = (tag: string, name: string) => ({ user: `0199d2b7-31aa-4e0b-8a55-6d0c55${tag}`, name })

test('two of one name have a tag each, whatever the case, the accents and the blanks; nobody else has one', () => {
  const people = [
    person('aaaaaa', 'Bob'),
    person('bbbbbb', 'BOB'),
    person('cccccc', 'Bobby'),
    person('dddddd', 'Zoë Q'.normalize('NFD')),
    person('eeeeee', 'zoe q'),
    person('ffffff', '山田'),
  ]
  expect([...namesakesOf(people).values()].toSorted()).toEqual(['#aaaaaa', '#bbbbbb', '#dddddd', '#eeeeee'])
})

test('somebody who is listed twice is nobody else', () => {
  expect(namesakesOf([person('aaaaaa', 'Bob'), person('aaaaaa', 'Bob')]).size).toBe(0)
})
