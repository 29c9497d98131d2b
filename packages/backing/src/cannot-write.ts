/** A place on the disk that cannot be used. Its message names the setting that mends it: no other way of starting helps as much. */
export class CannotWrite extends Error {}

const places = {
  data: ['data folder', 'PARLEY_DATA'],
  cache: ['cache', 'PARLEY_CACHE'],
  temporary: ['temporary folder', 'TMPDIR'],
} as const

const full = ['ENOSPC', 'EDQUOT']
const ofTheDisk = [...full, 'EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOENT', 'ELOOP', 'ENAMETOOLONG']

/** What is none of the disk's faults stays what it is. */
export function cannotWrite(place: keyof typeof places, path: string, cause: unknown): Error {
  const { code = '', message } = cause as NodeJS.ErrnoException
  if (!ofTheDisk.includes(code)) return cause as Error
  const [what, setting] = places[place]
  const way = full.includes(code)
    ? `make room there, or set ${setting} to a folder on another disk.`
    : `set ${setting} to a folder that you may write to.`
  return new CannotWrite(`The ${what} ${path} cannot be used (${message.split(',')[0]}): ${way}`)
}
