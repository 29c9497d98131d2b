/** Errors of notify: 1500 to 1599. */
import { errorTable } from './entry.ts'

export const ofNotify = errorTable({
  NOTIFICATIONS_NOT_NAMED: {
    code: 1500,
    status: 400,
    retry: false,
    text: 'It is not said which notifications are meant. Give `ids`, or `upto` for all up to one.',
  },
})
