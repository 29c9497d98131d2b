import { whole } from '@parley/service-kit'

export const notifyConfig = {
  INBOX_DAYS: whole({
    about: 'days for which notifications are kept. What is older when it comes to be known is told to nobody',
    default: 90,
    min: 1,
    max: 3_650,
  }),
}
