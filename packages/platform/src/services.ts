import { auth } from '@parley/auth'
import { chat } from '@parley/chat'
import type { AnyService } from '@parley/service-kit'

export interface PlatformService {
  readonly service: AnyService
  /** With routes of the service's own, reached through the gateway's origin. */
  readonly paths: readonly string[]
}

/** Every service, in the order in which they start. A new one joins the platform by its entry here. */
export const services: readonly PlatformService[] = [
  { service: auth, paths: ['/auth', '/.well-known/jwks.json'] },
  { service: chat, paths: [] },
]
