/** What a file is, by what is in it: nobody is believed. */
import { fileTypeFromFile } from 'file-type'

/** What every browser shows, and can do nothing but show. All else is to be saved. */
const shown: ReadonlySet<string> = new Set([
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/gif',
  'audio/mpeg',
  'audio/mp4',
  'audio/x-m4a',
  'audio/aac',
  'audio/ogg',
  'audio/flac',
  'audio/wav',
  'audio/webm',
  'video/mp4',
  'video/webm',
  'video/ogg',
])

/** Those that are read, and written anew. */
const images: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif'])

export const unknownType = 'application/octet-stream'

export interface Kind {
  readonly type: string
  /** Of its name in the store. */
  readonly extension: string
}

const plain = (type: string): string => type.split(';', 1)[0] ?? type

export const kindOf = async (path: string): Promise<Kind> => {
  const found = await fileTypeFromFile(path).catch(() => undefined)
  return found ? { type: plain(found.mime), extension: found.ext } : { type: unknownType, extension: 'bin' }
}

/** What is heard or seen, and shown by browsers. */
export const isMedia = ({ type }: Kind): boolean => shown.has(type) && /^(audio|video)\//.test(type)

export const isImage = ({ type }: Kind): boolean => images.has(type)

/** As which it is served. */
export const servedType = (type: string): string => (shown.has(type) ? type : unknownType)

export const isShown = (type: string): boolean => shown.has(type)
