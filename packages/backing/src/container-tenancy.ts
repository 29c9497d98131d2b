import { createHash } from 'node:crypto'
import { hostname } from 'node:os'
import type { ServerName } from './backing.ts'
import type { Engine } from './container-engine.ts'
import { FolderInUse, lives, type Named, named } from './former-process.ts'

/** The process that started a container, as it is written on it. An engine may serve several machines. */
interface Owner extends Named {
  host: string
}

const ownerLabel = 'parley.owner'
const folderLabel = 'parley.folder'
const stopSeconds = 10

const thisProcess = (): Owner => ({ host: hostname(), ...named(process.pid) })
const isHere = ({ host }: Owner) => host === hostname()

export const thisOwner = (): string => JSON.stringify(thisProcess())

export const tenancyLabels = (dataDir?: string) => ({
  [ownerLabel]: thisOwner(),
  ...(dataDir === undefined ? {} : { [folderLabel]: dataDir }),
})

/** The engine gives a name once: of two runs that start on one folder in the same moment, one is refused. */
export function containerName(server: ServerName, dataDir: string): string {
  const place = createHash('sha256').update(`${hostname()}:${dataDir}`).digest('hex').slice(0, 12)
  return `parley-${place}-${server}`
}

/** Removes what runs of this machine that are no more left behind. A folder that a living run uses is an error. */
export async function removeFormerContainers(engine: Engine, dataDir?: string): Promise<void> {
  for (const { Id, Labels } of await list(engine, ownerLabel)) {
    const owner: Owner = JSON.parse(Labels[ownerLabel] as string)
    if (!isHere(owner)) continue
    if (!lives(owner)) await removeContainer(engine, Id)
    else if (dataDir !== undefined && Labels[folderLabel] === dataDir) throw new FolderInUse(dataDir, owner.pid)
  }
}

export async function removeContainersOf(engine: Engine, owner: string): Promise<void> {
  const left = await list(engine, `${ownerLabel}=${owner}`)
  await Promise.all(left.map(({ Id }) => removeContainer(engine, Id)))
}

/** Ends the server as it wants to be ended, and removes it with the data that was for throwing away. */
export async function removeContainer(engine: Engine, id: string): Promise<void> {
  const container = engine.container.getById(id)
  // Ended already, or gone: then there is nothing to wait for.
  await container.stop({ t: stopSeconds }).catch(() => {})
  await container.remove({ v: true, force: true }).catch((error: { statusCode?: number }) => {
    const goneOrGoing = error.statusCode === 404 || error.statusCode === 409
    if (!goneOrGoing) throw error
  })
}

const list = (engine: Engine, label: string) =>
  engine.container.dockerode.listContainers({ all: true, filters: { label: [label] } })
