import { readdirSync, readFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { readyEngine } from '@parley/backing'

/** Folders of data in the folder for temporary files. */
export const folders = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('parley-testcontainers-'))

/** Processes whose command line names such a folder: the servers that were started in it. */
export const servers = (): string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && commandLine(name).includes(`${tmpdir()}/parley-testcontainers-`))
    .map((pid) => `${pid} ${commandLine(pid)}`)

/** Containers that a process of ours has started, by its id. */
export async function containersOf(pid: number): Promise<string[]> {
  const { engine } = await readyEngine([], () => {})
  const all = await engine.container.dockerode.listContainers({ all: true, filters: { label: ['parley.owner'] } })
  const owners = all.map(({ Id, Labels }) => ({ Id, owner: JSON.parse(Labels['parley.owner'] ?? '{}') }))
  return owners.filter(({ owner }) => owner.pid === pid && owner.host === hostname()).map(({ Id }) => Id)
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return '' // gone meanwhile
  }
}
