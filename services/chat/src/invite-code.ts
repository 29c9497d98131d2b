/** The code of an invitation: the id of the group or space, and a secret of 128 bits of which the hash alone is kept. */
import { createHash, randomBytes } from 'node:crypto'

const idBytes = 16
const secretBytes = 16

/** What is looked for: the group or space first, as everything is found by its place. */
export interface CodeKey {
  readonly place: string
  readonly hash: Buffer
}

export const makeCode = (place: string): string =>
  Buffer.concat([Buffer.from(place.replaceAll('-', ''), 'hex'), randomBytes(secretBytes)]).toString('base64url')

/** No guess at a secret of this length succeeds, so a plain hash is enough. */
export const readCode = (code: string): CodeKey => {
  const bytes = Buffer.from(code, 'base64url')
  const hex = bytes.subarray(0, idBytes).toString('hex')
  return {
    place: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
    hash: createHash('sha256').update(bytes.subarray(idBytes)).digest(),
  }
}
