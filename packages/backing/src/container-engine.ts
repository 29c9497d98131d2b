import type { ContainerRuntimeClient } from 'testcontainers'
import { within } from './within.ts'

export type Library = typeof import('testcontainers')
export type Engine = ContainerRuntimeClient

const engineAnswersMs = 2_000
/** An engine goes on for 15 s and more where a firewall drops what it sends to the registry. */
const registryAnswersMs = 5_000
/** Pulling images for longer than this costs more than another source does. */
const pulledMs = 60_000

export async function connectEngine(): Promise<{ library: Library; engine: Engine }> {
  // Loaded here because it is large, and not needed where servers are embedded or given.
  const library = await import('testcontainers')
  const engine = library.getContainerRuntimeClient().catch(() => {
    throw new Error(nobodyAnswers)
  })
  return { library, engine: await within(engineAnswersMs, engine, nobodyAnswers) }
}

const nobodyAnswers = 'no container engine answers'

/** Pulls the images that the engine lacks, before anything is started: so a slow registry leaves no half-started server. */
export async function pullImages(
  { library, engine }: { library: Library; engine: Engine },
  images: string[],
  report: (line: string) => void,
): Promise<void> {
  const names = images.map((image) => library.ImageName.fromString(image))
  const there = await Promise.all(names.map((name) => engine.image.exists(name)))
  const missing = names.filter((_, index) => !there[index])
  const [first] = missing
  if (!first) return
  const list = missing.map((name) => name.string).join(', ')
  report(`the container engine pulls ${list}`)
  await registryAnswers(engine, first.string, list)
  const pulls = missing.map((name) => pull(engine, name))
  await within(pulledMs, Promise.all(pulls), `${list} not pulled within ${pulledMs / 1000} s`)
}

/** Any answer will do, also that this question is not known: what is wrong shows better when the image is pulled. */
async function registryAnswers(engine: Engine, image: string, list: string): Promise<void> {
  const question = engine.container.dockerode
    .getImage(image)
    .distribution()
    .catch(() => {})
  await within(registryAnswersMs, question, `the engine lacks ${list}, and no registry answers it`)
}

async function pull(engine: Engine, name: Parameters<Engine['image']['pull']>[0]): Promise<void> {
  await engine.image.pull(name).catch((error: Error) => {
    throw new Error(
      `the engine lacks ${name.string} and cannot pull it: ${error.message.replaceAll(/\s+/g, ' ').trim()}`,
    )
  })
  // A pull that breaks half way ends without an error.
  if (!(await engine.image.exists(name))) throw new Error(`the engine lacks ${name.string} and cannot pull it`)
}
