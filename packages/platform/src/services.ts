import { auth } from '@parley/auth'
import { chat } from '@parley/chat'
import type { Owner } from '@parley/protocol'
import type { AnyService } from '@parley/service-kit'

export interface PlatformService {
  readonly service: AnyService
  /** With routes of the service's own, reached through the gateway's origin. */
  readonly paths: readonly string[]
  /** The services of whose outbox it keeps a projection. */
  readonly follows: readonly Owner[]
}

/** Every service, in the order in which they start. A new one joins the platform by its entry here. */
export const services: readonly PlatformService[] = [
  { service: auth, paths: ['/auth', '/.well-known/jwks.json'], follows: [] },
  { service: chat, paths: [], follows: ['auth'] },
]
