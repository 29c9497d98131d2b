/** What files are called: by their owners, and in the store. Pure. */
import { randomBytes } from 'node:crypto'
import { fail, mostFileName } from '@parley/protocol'

/** What is a folder somewhere, what no screen shows, and what turns the direction of what stands beside it. */
const refused = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}/\\\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u
const isVisible = /[^\p{Z}\p{Cf}]/u

/** As it is; FILE_NAME_REFUSED where no file can be called so. */
export const checkName = (given: string): string => {
  const name = given.normalize('NFC')
  const isOk = [...name.slice(0, 2 * mostFileName + 1)].length <= mostFileName
  if (!isOk || name === '.' || name === '..' || refused.test(name) || !isVisible.test(name))
    return fail('FILE_NAME_REFUSED')
  return name
}

/** Of nothing but what it holds and chance: two processes never write to one name. */
export const storedName = (hash: Buffer, extension: string): string =>
  `${hash.toString('hex')}-${randomBytes(16).toString('hex')}.${extension}`
