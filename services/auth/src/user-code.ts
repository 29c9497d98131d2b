/** What a device shows and a person types: consonants alone, so that no two look alike and none makes a word (RFC 8628, 6.1). */
import { randomInt } from 'node:crypto'

const letters = 'BCDFGHJKLMNPQRSTVWXZ'
const length = 8

/** 20 to the power of 8, with a dash in the middle. */
export const newUserCode = (): string => {
  const code = Array.from({ length }, () => letters[randomInt(letters.length)]).join('')
  return `${code.slice(0, 4)}-${code.slice(4)}`
}

/** As it was shown, however it was typed; undefined where it cannot be one. */
export const readUserCode = (typed: string): string | undefined => {
  const code = typed.toUpperCase().replaceAll(/[\s-]/g, '')
  const isOne = code.length === length && [...code].every((letter) => letters.includes(letter))
  return isOne ? `${code.slice(0, 4)}-${code.slice(4)}` : undefined
}
