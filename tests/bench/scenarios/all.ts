import { connectRate } from './connect-rate.ts'
import { depth } from './depth.ts'
import { durableSends } from './durable-sends.ts'
import { files } from './files.ts'
import { gateways } from './gateways.ts'
import { halfLoad } from './half-load.ts'
import { hiddenAuthor } from './hidden-author.ts'
import { historyDepth } from './history-depth.ts'
import { hotRoom } from './hot-room.ts'
import { idle } from './idle.ts'
import { largeSpace } from './large-space.ts'
import { loneMessage } from './lone-message.ts'
import { manyRooms } from './many-rooms.ts'
import { mixedDay } from './mixed-day.ts'
import { oneConversation } from './one-conversation.ts'
import { page } from './page.ts'
import { presence } from './presence.ts'
import type { Scenario } from './scenario.ts'
import { search } from './search.ts'
import { smallRooms } from './small-rooms.ts'
import { stalledReaders } from './stalled-readers.ts'
import { storm } from './storm.ts'

export const scenarios: readonly Scenario[] = [
  hotRoom,
  hiddenAuthor,
  smallRooms,
  durableSends,
  loneMessage,
  halfLoad,
  oneConversation,
  gateways,
  connectRate,
  storm,
  idle,
  stalledReaders,
  historyDepth,
  depth,
  search,
  manyRooms,
  largeSpace,
  presence,
  mixedDay,
  files,
  page,
]
