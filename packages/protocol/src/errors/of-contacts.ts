/** Errors of contacts, requests and blocks: 1300 to 1399. */
import { errorTable } from './entry.ts'

export const ofContacts = errorTable({
  PERSON_NOT_FOUND: {
    code: 1300,
    status: 404,
    retry: false,
    text: 'There is nobody with the id in `user`.',
    tells: ['user'],
  },
  CONTACT_WITH_YOURSELF: { code: 1301, status: 400, retry: false, text: 'A contact is somebody other than yourself.' },
  BLOCKED_BY_YOU: {
    code: 1302,
    status: 409,
    retry: false,
    text: 'You block this user. End that first, by `block.remove`.',
  },
  CONTACT_CLOSED: {
    code: 1303,
    status: 403,
    retry: false,
    text: 'This user takes no requests, or only of people who share a contact with them. They have to ask you.',
  },
  TOO_MANY_CONTACTS: {
    code: 1304,
    status: 409,
    retry: false,
    text: 'You have `most` contacts already, which is all that an account may have. Remove one of them first.',
    tells: ['limit', 'most'],
  },
  TOO_MANY_CONTACTS_THERE: {
    code: 1305,
    status: 409,
    retry: false,
    text: 'The other one has `most` contacts already, which is all that an account may have. They have to remove one of them first.',
    tells: ['limit', 'most'],
  },
  TOO_MANY_CONTACT_REQUESTS: {
    code: 1306,
    status: 409,
    retry: false,
    text: 'You have `most` open requests already, which is all that your account may have. Take one of them back first, or wait for an answer.',
    tells: ['limit', 'most'],
  },
  CONTACT_REQUEST_ID_TAKEN: {
    code: 1307,
    status: 409,
    retry: false,
    text: 'You asked somebody else with this id. Make a new UUID for each request.',
  },
  CONTACT_REQUEST_NOT_FOUND: {
    code: 1308,
    status: 404,
    retry: false,
    text: 'No request of this user waits for you: it was taken back, or answered before.',
  },
  CONTACT_NOT_FOUND: { code: 1309, status: 404, retry: false, text: 'This user is none of your contacts.' },
  BLOCKING_YOURSELF: { code: 1310, status: 400, retry: false, text: 'You cannot block or restrict yourself.' },
  TOO_MANY_BLOCKED: {
    code: 1311,
    status: 409,
    retry: false,
    text: 'You block or restrict `most` users already, which is all that an account may. End one of these first.',
    tells: ['limit', 'most'],
  },
})
