import { describe, expect, test } from 'vitest'
import { tokensOf, wordsOf } from './name-words.ts'

const finds = (typed: string, name: string): boolean =>
  tokensOf(typed).every((token) => wordsOf(name).some((word) => word.startsWith(token)))

describe('a name', () => {
  test.each([
    ['angstrom', 'Carol Ångström'],
    ['ÅNGSTRÖM', 'carol angstrom'],
    ['ang car', 'Carol Ångström'],
    ['carol ang', 'Carol Ångström'],
    ['strasse', 'Anna Straße'],
    ['soren', 'Søren Łukasz'],
    ['lukasz', 'Søren Łukasz'],
    ['smith', 'Conan O’Brien-Smith'],
    ['brien', 'Conan O’Brien-Smith'],
    ['100%', '100% Bob'],
    ['οδυσσευσ', 'Οδυσσεύς'],
    ['федоров', 'Фёдоров'],
    ['محمد', 'مُحَمَّد بن سلمان'],
    ['دוד'.slice(1), 'דָּוִד'.slice(2)],
    ['太郎', '山田太郎'],
    ['ヤマダ', 'ﾔﾏﾀﾞ'],
    ['김', '김철수'],
    ['기', '김철수'],
    ['ทิพย์', 'ปิ่นทิพย์'],
    ['👩', 'Ada 👩🏽‍❤️‍💋‍👩🏻'],
  ])('is found by %s: %s', (typed, name) => {
    expect(finds(typed, name)).toBe(true)
  })

  test.each([
    ['strom', 'Carol Ångström'],
    ['carol angus', 'Carol Ångström'],
    ['%', '100% Bob'],
    ['철', '김철수'],
  ])('is not found by %s: %s', (typed, name) => {
    expect(finds(typed, name)).toBe(false)
  })

  test('has a bounded number of words of a bounded length, whatever its letters become', () => {
    for (const sign of ['山', 'ﷺ', '㍿', '㌀', '😀', 'ﬃ']) {
      const words = wordsOf(sign.repeat(64))
      expect(words.length).toBeLessThanOrEqual(128)
      for (const word of words) expect([...word].length).toBeLessThanOrEqual(64)
    }
  })
})
