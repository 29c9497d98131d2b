/** Errors of notify: 1500 to 1599. */
import { errorTable } from './entry.ts'

export const ofNotify = errorTable({
  NOTIFICATIONS_NOT_NAMED: {
    code: 1500,
    status: 400,
    retry: false,
    text: 'It is not said which notifications are meant. Give `ids`, or `upto` for all up to one.',
  },
  TIME_ZONE_UNKNOWN: {
    code: 1501,
    status: 400,
    retry: false,
    text: 'There is no such time zone. Give one as IANA names it, such as Europe/Berlin.',
  },
})
