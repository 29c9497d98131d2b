/** The files of the built web page, in memory: what is served is of one build, whatever becomes of the folder meanwhile. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'

/** The forms in which a file may lie beside itself, best first. */
const encodings = [
  { name: 'br', extension: '.br', unpack: brotliDecompressSync },
  { name: 'gzip', extension: '.gz', unpack: gunzipSync },
] as const

export type ContentEncoding = (typeof encodings)[number]['name']

export interface Form {
  /** Nothing is the file as it is. */
  readonly encoding: ContentEncoding | undefined
  readonly bytes: Buffer
  /** Of these bytes; a time would be that of a build, which may go back. */
  readonly etag: string
}

export interface WebFile {
  /** Best first; the last is the file as it is. */
  readonly forms: readonly Form[]
}

/** A page has some dozens of files, and no more than this; a folder with more is another one. */
const mostFiles = 2_000
const mostBytes = 64 << 20

/** The files by their path on the server. Throws an Error that says what is wrong with the folder. */
export const readWebFiles = (root: string): ReadonlyMap<string, WebFile> => {
  const contents = new Map(pathsIn(root).map((path) => [path, readFileSync(join(root, path))]))
  if (!contents.has('index.html'))
    throw new Error(`WEB_ROOT is ${root}, where there is no index.html. Build the web page there, or leave it empty.`)
  const files = new Map<string, WebFile>()
  for (const [path, bytes] of contents)
    if (!isFormOfAnother(path, contents)) files.set(`/${path.split(sep).join('/')}`, fileOf(path, bytes, contents))
  return files
}

/** Relative to the root. What begins with a dot is not for others. */
const pathsIn = (root: string): string[] => {
  const paths: string[] = []
  let bytes = 0
  const visit = (folder: string): void => {
    for (const name of namesIn(folder)) {
      const path = join(folder, name)
      const found = statSync(path)
      if (found.isDirectory()) visit(path)
      if (!found.isFile()) continue
      bytes += found.size
      if (paths.push(relative(root, path)) > mostFiles || bytes > mostBytes)
        throw new Error(
          `WEB_ROOT is ${root}, which holds more than a web page does. Name the folder of the built page.`,
        )
    }
  }
  visit(root)
  return paths
}

const namesIn = (folder: string): string[] => {
  try {
    return readdirSync(folder).filter((name) => !name.startsWith('.'))
  } catch (cause) {
    throw new Error(`WEB_ROOT: ${folder} cannot be read. Name the folder of the built page, or leave it empty.`, {
      cause,
    })
  }
}

type Contents = ReadonlyMap<string, Buffer>

const isFormOfAnother = (path: string, contents: Contents): boolean =>
  encodings.some(({ extension }) => path.endsWith(extension) && contents.has(path.slice(0, -extension.length)))

const tagOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('base64url').slice(0, 22)

/** One that lies in no folder. */
export const plainFile = (bytes: Buffer): WebFile => ({
  forms: [{ encoding: undefined, bytes, etag: `"${tagOf(bytes)}"` }],
})

const fileOf = (path: string, bytes: Buffer, contents: Contents): WebFile => {
  const tag = tagOf(bytes)
  const packed = encodings.flatMap(({ name, extension, unpack }): Form[] => {
    const form = contents.get(`${path}${extension}`)
    return form && holds(form, bytes, unpack) ? [{ encoding: name, bytes: form, etag: `"${tag}-${name}"` }] : []
  })
  return { forms: [...packed, ...plainFile(bytes).forms] }
}

/** A packed form that was left over from another build would be that build's file. */
const holds = (packed: Buffer, bytes: Buffer, unpack: (packed: Buffer, limit: object) => Buffer): boolean => {
  try {
    return unpack(packed, { maxOutputLength: bytes.length + 1 }).equals(bytes)
  } catch {
    return false
  }
}
