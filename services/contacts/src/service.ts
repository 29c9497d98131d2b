/** Contacts: how people stand with each other. */
import { defineService, itemBytes, openOwn } from '@parley/service-kit'
import { contactsConfig } from './config.ts'
import type { Context } from './context.ts'
import { handlers } from './handlers/index.ts'
import { followPeople } from './people.ts'

export const contacts = defineService({
  name: 'contacts',
  config: contactsConfig,
  metrics: {},
  migrations: new URL('../migrations/', import.meta.url),
  async start({ config, db, bus, project }) {
    const people = await followPeople({ project, db })
    const context: Context = { config, db, people, answerBytes: () => itemBytes(bus) }
    return { handlers, context, openReaders: openOwn(db, 'contacts/user') }
  },
})
