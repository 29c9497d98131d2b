/** Errors of files: 1400 to 1499. */
import { errorTable } from './entry.ts'

export const ofFiles = errorTable({
  FILE_NOT_FOUND: {
    code: 1400,
    status: 404,
    retry: false,
    text: 'There is no such file, or it is not for you. Look whether its message is still there.',
  },
  UPLOAD_NOT_FOUND: {
    code: 1401,
    status: 404,
    retry: false,
    text: 'There is no such upload of yours: it was given up, or took too long. Begin anew.',
  },
  UPLOAD_MALFORMED: {
    code: 1402,
    status: 400,
    retry: false,
    text: 'The upload cannot be read. Send one file as multipart/form-data, in a field named `file`, or by tus 1.0.',
    tells: ['why'],
  },
  UPLOAD_OFFSET: {
    code: 1403,
    status: 409,
    retry: false,
    text: 'The upload does not stand there. Ask by HEAD where it stands, and go on from that.',
  },
  UPLOAD_SLOW: {
    code: 1404,
    status: 408,
    retry: false,
    text: 'The request took too long to bring its bytes. By tus what has come is kept: go on with smaller pieces.',
    tells: ['limit'],
  },
  UPLOADS_AT_ONCE: {
    code: 1405,
    status: 429,
    retry: true,
    text: 'You have too many uploads under way. Finish one, or give one up.',
    tells: ['limit', 'most', 'retry_ms'],
  },
  FILE_EMPTY: {
    code: 1406,
    status: 400,
    retry: false,
    text: 'There is nothing in the file. Send one that has at least a byte.',
  },
  FILE_TOO_LARGE: {
    code: 1407,
    status: 413,
    retry: false,
    text: 'The file is larger than files may be here.',
    tells: ['limit', 'most'],
  },
  FILE_NAME_REFUSED: {
    code: 1408,
    status: 400,
    retry: false,
    text: 'A file cannot have that name. Give 1 to 128 characters, in any script, without folders, control or direction characters.',
  },
  FILES_FULL: {
    code: 1409,
    status: 403,
    retry: false,
    text: 'You store as much as you may. Take back messages with files that nobody needs.',
    tells: ['limit', 'most'],
  },
  MESSAGE_FILES_TOO_LARGE: {
    code: 1410,
    status: 413,
    retry: false,
    text: 'The files of the message are too large together. Send them in several messages.',
    tells: ['limit', 'most'],
  },
  LINK_ENDED: {
    code: 1411,
    status: 403,
    retry: false,
    text: 'The link is not good, or no longer. Ask for a new one.',
  },
  IMAGE_TOO_LARGE: {
    code: 1412,
    status: 413,
    retry: false,
    text: 'The image has more pixels than images may have here. Send a smaller one.',
    tells: ['limit', 'most'],
  },
  IMAGE_UNREADABLE: {
    code: 1413,
    status: 422,
    retry: false,
    text: 'The file begins like an image, and cannot be read as one. Send it whole, or packed.',
  },
  FILE_IN_USE: {
    code: 1414,
    status: 409,
    retry: false,
    text: 'The file stands in a message, or is a picture of a room or space. Take that back: the file goes with it.',
  },
})
