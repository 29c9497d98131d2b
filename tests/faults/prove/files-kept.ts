/** What `parley check files` says when a run is over: tables, counts and stores agree, whatever was broken off in the middle. */
import { files } from '@parley/files'
import { openToLook } from '@parley/service-kit'
import type { Processes } from '../../setup/processes.ts'

type At = Pick<Processes, 'adminUrl' | 'filesFolder' | 's3'>

const found = async ({ adminUrl, filesFolder, s3 }: At): Promise<string[]> => {
  await using looked = openToLook(adminUrl, 'files')
  await using outside = await files.checksOutside?.({ FILES_FOLDER: filesFolder, ...s3?.settings })
  const told: string[] = []
  for (const [name, check] of Object.entries({ ...files.checks, ...outside?.checks }))
    for await (const { what } of check.look({ db: looked.db, told: async () => [] }))
      told.push(`the check of ${name} finds ${what}`)
  return told
}

export class FilesKept {
  readonly #at: At
  /** A server that was lost has taken rows along whose bytes lie there; and rows are back whose bytes are gone. */
  readonly #known = new Set<string>()

  constructor(at: At) {
    this.#at = at
  }

  /** In words. `isLost` where a server was lost with its last commits. */
  async complaints(isLost: boolean): Promise<string[]> {
    const now = await found(this.#at)
    if (isLost) for (const what of now) this.#known.add(what)
    return now.filter((what) => !this.#known.has(what))
  }
}
