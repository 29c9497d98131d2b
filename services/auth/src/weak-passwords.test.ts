import { expect, test } from 'vitest'
import { weaknessOf } from './weak-passwords.ts'

test.each([
  ['password', 'it is among the most common ones'],
  ['PassWord', 'it is among the most common ones'],
  ['ｐａｓｓｗｏｒｄ', 'it is among the most common ones'],
  [' password ', 'it is among the most common ones'],
  ['pass\u200bword', 'it is among the most common ones'],
  ['qwertyuiop', 'it is among the most common ones'],
  ['12345678', 'it is among the most common ones'],
  ['        ', 'it shows nothing'],
  ['\u2003\u200b\u00a0\u3000\u2003\u200b\u00a0\u3000', 'it shows nothing'],
  ['\u0001'.repeat(8), 'it shows nothing'],
  ['aaaaaaaa', 'it is one character, repeated'],
  ['aAaAaAaA', 'it is one character, repeated'],
  ['x x x x x', 'it is one character, repeated'],
  ['😀'.repeat(8), 'it is one character, repeated'],
  ['ada.lovelace', 'it is your username, or little more'],
  ['Ada Lovelace', 'it is your username, or little more'],
  ['AdaLovelace1815!', 'it is your username, or little more'],
  ['2026adalovelace', 'it is your username, or little more'],
  ['adalovelaceadalovelace', 'it is your username, or little more'],
])('%j is not to be chosen by ada.lovelace: %s', (password, why) => {
  expect(weaknessOf(password, 'ada.lovelace', [])).toBe(why)
})

test.each([
  'correct horse battery',
  'ada.lovelace likes engines',
  'Noël Noël',
  '9834759834',
  'пароль и ещё',
  '密码密码一二三四',
])('%j may be chosen', (password) => {
  expect(weaknessOf(password, 'ada.lovelace', [])).toBeUndefined()
})

test('a username of digits alone forbids no other digits', () => {
  expect(weaknessOf('8374629384', '123', [])).toBeUndefined()
  expect(weaknessOf('777adalo9', 'adalo7', [])).toBe('it is your username, or little more')
})

test('words of the deployment, with nothing but digits and signs around them, are not to be chosen', () => {
  const words = ['Example Corp', 'Größe', '2026']
  const why = 'it is a word of this place, or little more'
  for (const password of ['examplecorp', 'Example-Corp-2026!', 'EXAMPLECORPexamplecorp', 'größe1234'])
    expect(weaknessOf(password, 'ada', words), password).toBe(why)
  for (const password of ['example corps march', 'correct horse battery', '8374629384'])
    expect(weaknessOf(password, 'ada', words), password).toBeUndefined()
})
