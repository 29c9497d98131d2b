import { expect, test } from 'vitest'
import { resultText, stepText } from './explain-text.ts'

const nameOf = (role: number) => (role === 0 ? 'Everyone' : 'Lead')
const step = (why: string, more: object = {}) => stepText({ why, allow: [], deny: [], holds: [], ...more }, nameOf)

test('each step of a decision is a sentence that says what it gives and takes', () => {
  expect(step('role', { roles: [3], allow: ['pin', 'kick'] })).toBe(
    'The role “Lead” gives: pin messages and remove people.',
  )
  expect(step('room for everyone', { deny: ['send'], allow: ['view'] })).toBe(
    'The room, for everyone, takes: write messages; gives: see rooms and read them.',
  )
  expect(step('owner')).toBe('Owns the space: may do everything.')
})

test('what a later server says of a decision is shown as it is', () => {
  expect(step('moon', { allow: ['fly'] })).toBe('moon: gives: fly.')
})

test('what somebody may do in the end is said in words', () => {
  expect(resultText([])).toBe('In the end: nothing.')
  expect(resultText(['view', 'react'])).toBe('In the end: see rooms and read them and react with a new emoji.')
})
