/** Chat: rooms, members, messages, cursors. */
import { defineService, itemBytes } from '@parley/service-kit'
import { chatConfig } from './config.ts'
import type { Chat } from './context.ts'
import { handlers } from './handlers/index.ts'
import { batchSize, chatMetrics } from './metrics.ts'
import { followPeople } from './people.ts'
import { makeSend } from './send.ts'
import { readSights } from './store/hidden.ts'
import { openReaders } from './store/streams.ts'

export const chat = defineService({
  name: 'chat',
  config: chatConfig,
  metrics: chatMetrics,
  migrations: new URL('../migrations/', import.meta.url),
  async start({ config, db, publisher, bus, security, metrics, project }) {
    const people = await followPeople({ project, db })
    const send = makeSend(db, publisher, {
      most: config.SEND_BATCH,
      inFlight: config.SEND_IN_FLIGHT,
      sized: batchSize(metrics),
    })
    const context: Chat = { db, config, publisher, security, people, send, answerBytes: () => itemBytes(bus) }
    return {
      handlers,
      context,
      openReaders: (asked, most) => openReaders(db, asked, most),
      readSights: (readers) => readSights(db, readers),
    }
  },
})
