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
  PUSH_ENDPOINT_REFUSED: {
    code: 1502,
    status: 400,
    retry: false,
    text: 'Nothing is sent to this endpoint. Give the one that the browser was given by its push service: a public address, reached by https.',
  },
  PUSH_KEYS_INVALID: {
    code: 1503,
    status: 400,
    retry: false,
    text: 'Nothing can be encrypted for these keys. Give `p256dh` and `auth` as the browser gives them.',
  },
  PUSH_KEY_UNKNOWN: {
    code: 1504,
    status: 409,
    retry: false,
    text: 'The subscription was not made with a key of this deployment. Subscribe again with that of `push.key`.',
  },
  PUSH_ENDPOINT_TAKEN: {
    code: 1505,
    status: 409,
    retry: false,
    text: 'This endpoint is known with other keys. Have the browser subscribe anew, so that it is given another one.',
  },
  TOO_MANY_DEVICES: {
    code: 1506,
    status: 409,
    retry: false,
    text: 'Push goes to `most` devices of yours already, which is all that an account may have. Take one of them away first.',
    tells: ['most'],
  },
  TOO_MANY_PLACES: {
    code: 1507,
    status: 409,
    retry: false,
    text: 'You have said how loud `most` rooms and spaces are, which is all that an account may. Say nothing of one of them any more first.',
    tells: ['most'],
  },
})
