import type { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { GenericContainer } from 'testcontainers'
import type { Engine, Library } from './container-engine.ts'
import { textOf } from './engine-output.ts'
import { within } from './within.ts'

/** What it said last may come a moment after its end. */
const lastHeardMs = 1_000

export interface OwnContainer extends GenericContainer {
  /** Set as soon as the engine made it, also where it does not start. */
  readonly id: string | undefined
  /** Rejects when the container ends; never resolves. */
  readonly ended: Promise<never>
  /**
   * What it has said, once it has ended. Heard from its start on, because the library removes a container that does not
   * get ready, and what the engine has kept of its output is gone then.
   */
  heard(): Promise<string>
  hearNoMore(): void
}

export const loopback = ({ info }: Engine) => ['localhost', '127.0.0.1'].includes(info.containerRuntime.host)

/** A container whose ports are this machine's alone, where the engine is: NATS and Redis ask nobody for a password. */
export function ownContainer({ GenericContainer }: Library, engine: Engine, image: string): OwnContainer {
  const ending = Promise.withResolvers<never>()
  ending.promise.catch(() => {})
  return new (class extends GenericContainer {
    readonly ended = ending.promise
    id: string | undefined
    #output: Readable | undefined
    readonly #pieces: Buffer[] = []

    async heard(): Promise<string> {
      if (this.#output) await within(lastHeardMs, finished(this.#output), '').catch(() => {})
      return textOf(Buffer.concat(this.#pieces))
    }

    hearNoMore(): void {
      this.#output?.destroy()
      this.#pieces.length = 0
    }

    protected override async beforeContainerCreated(): Promise<void> {
      if (!loopback(engine)) return
      for (const bindings of Object.values(this.hostConfig.PortBindings ?? {})) {
        for (const binding of bindings as { HostIp?: string }[]) binding.HostIp = '127.0.0.1'
      }
    }

    protected override async containerCreated(id: string): Promise<void> {
      this.id = id
      const container = engine.container.getById(id)
      const output = (await container.attach({ stream: true, stdout: true, stderr: true })) as unknown as Readable
      this.#output = output.on('data', (piece) => this.#pieces.push(piece)).on('error', () => {})
      const wait = container.wait({ condition: 'next-exit' })
      wait.then(() => ending.reject(new Error('it ended')), ending.reject)
    }
  })(image)
}
