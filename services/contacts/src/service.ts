/** Contacts: how people stand with each other, and play together. */
import { defineService, itemBytes } from '@parley/service-kit'
import { contactsConfig } from './config.ts'
import type { Context } from './context.ts'
import { endWhatIsDue, tendParties } from './due.ts'
import { handlers } from './handlers/index.ts'
import { followPeople } from './people.ts'
import { openStreams } from './store/followed.ts'

export const contacts = defineService({
  name: 'contacts',
  config: contactsConfig,
  metrics: {},
  migrations: new URL('../migrations/', import.meta.url),
  async start({ config, db, bus, log, project, job }) {
    const people = await followPeople({ project, db })
    const context: Context = { config, db, log, people, answerBytes: () => itemBytes(bus) }
    await job(endWhatIsDue(context))
    await job(tendParties({ ...context, bus }))
    return { handlers, context, openReaders: openStreams(db) }
  },
})
