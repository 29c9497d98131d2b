import type { GenericContainer } from 'testcontainers'
import type { Engine, Library } from './container-engine.ts'

export interface OwnContainer extends GenericContainer {
  /** Set as soon as the engine made it, also where it does not start. */
  readonly id: string | undefined
  /** Rejects when the container ends; never resolves. */
  readonly ended: Promise<never>
}

export const loopback = ({ info }: Engine) => ['localhost', '127.0.0.1'].includes(info.containerRuntime.host)

/** A container whose ports are this machine's alone, where the engine is: NATS and Redis ask nobody for a password. */
export function ownContainer({ GenericContainer }: Library, engine: Engine, image: string): OwnContainer {
  const ending = Promise.withResolvers<never>()
  ending.promise.catch(() => {})
  return new (class extends GenericContainer {
    readonly ended = ending.promise
    id: string | undefined

    protected override async beforeContainerCreated(): Promise<void> {
      if (!loopback(engine)) return
      for (const bindings of Object.values(this.hostConfig.PortBindings ?? {})) {
        for (const binding of bindings as { HostIp?: string }[]) binding.HostIp = '127.0.0.1'
      }
    }

    protected override async containerCreated(id: string): Promise<void> {
      this.id = id
      const wait = engine.container.getById(id).wait({ condition: 'next-exit' })
      wait.then(() => ending.reject(new Error('it ended')), ending.reject)
    }
  })(image)
}
