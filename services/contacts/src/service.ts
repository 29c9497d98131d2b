/** Contacts: how people stand with each other, and play together. */
import { answerErase, answerExport, answerQuestion, defineService, itemBytes } from '@parley/service-kit'
import { relationsOwner } from '@parley/wire'
import { answerCards } from './card-topics.ts'
import { contactsConfig } from './config.ts'
import type { Context } from './context.ts'
import { endWhatIsDue, tendParties } from './due.ts'
import { contactsErasing } from './erasing.ts'
import { contactsExporting } from './exporting.ts'
import { handlers } from './handlers/index.ts'
import { followPeople } from './people.ts'
import { openStreams } from './store/followed.ts'
import { whomReached } from './store/privacy.ts'
import { tiesOf } from './store/ties.ts'

export const contacts = defineService({
  name: 'contacts',
  config: contactsConfig,
  metrics: {},
  migrations: new URL('../migrations/', import.meta.url),
  async start({ config, db, bus, log, publisher, project, job }) {
    const people = await followPeople({ project, db })
    answerQuestion(bus, relationsOwner, 'reach', (question) => whomReached(db, question))
    answerQuestion(bus, relationsOwner, 'ties', (question) => tiesOf(db, question))
    const context: Context = { config, db, bus, log, publisher, people, answerBytes: () => itemBytes(bus) }
    answerQuestion(bus, 'contacts', 'topics', (asked) => answerCards(context, asked))
    answerErase({ bus, db }, 'contacts', contactsErasing(context))
    answerExport({ bus, db }, 'contacts', contactsExporting)
    await job(endWhatIsDue(context))
    await job(tendParties({ ...context, bus }))
    return { handlers, context, openReaders: openStreams(db) }
  },
})
