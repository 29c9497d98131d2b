/** What becomes of the bytes that came: as they are, or written anew, with small ones beside them that show what it is. */
import { stat } from 'node:fs/promises'
import type { Context } from './context.ts'
import { isImage, isMedia, type Kind, kindOf, servedType } from './kinds.ts'
import { storedName } from './names.ts'
import type { Look, NewContent, Part, Stored } from './store/contents.ts'

type Means = Pick<Context, 'reader'>

export interface Made {
  readonly stored: readonly Stored[]
  /** Where the bytes of each lie. */
  readonly paths: readonly string[]
  readonly content: Omit<NewContent, 'waits'>
}

export const parts: readonly Part[] = ['whole', 'large', 'small']
export const partPath = (path: string, part: Part): string => `${path}.${part}`

/** What has come, by where it lies. */
interface Come extends Kind {
  readonly path: string
  readonly hash: Buffer
}

const smallOnes = (path: string) => ({ large: partPath(path, 'large'), small: partPath(path, 'small') })

const storedAs = async (path: string, part: Part, { hash, type, extension }: Omit<Come, 'path'>): Promise<Stored> => {
  const { size } = await stat(path)
  return { name: storedName(hash, extension), part, size, type: servedType(type) }
}

const withSmallOnes = async (whole: string, come: Come, look: Look): Promise<Made> => {
  const { path, hash, type } = come
  const { large, small } = smallOnes(path)
  const webp = { hash, type: 'image/webp', extension: 'webp' }
  const stored = [
    await storedAs(whole, 'whole', come),
    await storedAs(large, 'large', webp),
    await storedAs(small, 'small', webp),
  ]
  return { stored, paths: [whole, large, small], content: { hash, type, look } }
}

const makePlain = async (come: Come, look?: Look): Promise<Made> => {
  const { path, hash, type } = come
  return { stored: [await storedAs(path, 'whole', come)], paths: [path], content: { hash, type, look } }
}

const makeImage = async ({ reader }: Means, come: Come): Promise<Made> => {
  const whole = partPath(come.path, 'whole')
  const { width, height, thumbhash } = await reader.image({ path: come.path, whole, ...smallOnes(come.path) })
  return withSmallOnes(whole, come, { width, height, thumbhash: Buffer.from(thumbhash, 'base64') })
}

/** As it is, whatever can be read of it: a film is no worse for what nobody understands. */
const makeMedia = async ({ reader }: Means, come: Come): Promise<Made> => {
  const { thumbhash, ...found } = await reader.media({ path: come.path, ...smallOnes(come.path) })
  if (thumbhash === undefined) return makePlain(come, found)
  return withSmallOnes(come.path, come, { ...found, thumbhash: Buffer.from(thumbhash, 'base64') })
}

export const make = async (means: Means, path: string, hash: Buffer): Promise<Made> => {
  const kind = await kindOf(path)
  const come = { ...kind, path, hash }
  if (isImage(kind)) return makeImage(means, come)
  return isMedia(kind) ? makeMedia(means, come) : makePlain(come)
}
