import { whole } from '@parley/service-kit'

export const chatConfig = {
  ROOM_MEMBERS: whole({ about: 'members a room may have', default: 2_000, min: 2, max: 100_000 }),
  ROOMS_PER_ACCOUNT: whole({
    about: 'rooms an account may be in, direct ones and groups together; who is in more already stays in them',
    default: 1_000,
    min: 1,
    max: 100_000,
  }),
  SEND_BATCH: whole({
    about: 'messages written to Postgres in one statement at most',
    default: 500,
    min: 1,
    max: 5_000,
  }),
  SEND_IN_FLIGHT: whole({ about: 'such statements under way at once', default: 2, min: 1, max: 16 }),
}
