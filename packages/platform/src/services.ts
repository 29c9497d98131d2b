import { auth } from '@parley/auth'
import { chat } from '@parley/chat'
import { contacts } from '@parley/contacts'
import { files } from '@parley/files'
import { notify } from '@parley/notify'
import { presence } from '@parley/presence'
import type { Owner } from '@parley/protocol'
import { type AnyService, ConfigFaults } from '@parley/service-kit'

export interface PlatformService {
  readonly service: AnyService
  /** With routes of the service's own, reached through the gateway's origin. */
  readonly paths: readonly string[]
  /** The services of whose outbox it keeps a projection. */
  readonly follows: readonly Owner[]
  /** The services that it asks besides; it does without their answers. Not given: none. */
  readonly asks?: readonly Owner[]
}

/**
 * Every service, in the order in which they start. A new one joins the platform by its entry here: its process and migration, its
 * manifests, its user of NATS, its settings and metrics on the pages, and the tests' world follow from this table.
 */
export const services: readonly PlatformService[] = [
  {
    service: auth,
    paths: ['/auth', '/scim', '/.well-known/jwks.json'],
    follows: [],
    asks: ['chat', 'contacts', 'files'],
  },
  { service: contacts, paths: [], follows: ['auth'], asks: ['chat', 'presence'] },
  { service: chat, paths: [], follows: ['auth', 'contacts'], asks: ['presence', 'files'] },
  { service: presence, paths: [], follows: ['contacts'] },
  { service: notify, paths: ['/notify'], follows: ['chat', 'contacts'], asks: ['auth', 'chat', 'presence'] },
  { service: files, paths: ['/files'], follows: ['auth', 'chat'], asks: ['auth', 'chat'] },
]

/** Throws `ConfigFaults` where there is no such service. */
export const serviceNamed = (name: string): AnyService => {
  const found = services.find(({ service }) => service.name === name)
  if (found) return found.service
  const names = services.map(({ service }) => service.name)
  throw new ConfigFaults([`"${name}" is none of the services ${names.join(', ')}`])
}
