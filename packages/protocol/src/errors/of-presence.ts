/** Errors of presence: 1600 to 1699. */
import { errorTable } from './entry.ts'

export const ofPresence = errorTable({
  ACTIVITY_TOO_LARGE: {
    code: 1600,
    status: 413,
    retry: false,
    text: 'What `activity` says takes more than `most` bytes as JSON. Say less.',
    tells: ['most'],
  },
})
