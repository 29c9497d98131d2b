import { parleyError } from './parley-error.ts'
import { messageText as shape } from './table.inline.ts'

const pattern = new RegExp(shape.pattern, 'u')

/**
 * The text as it is sent, with U+FFFD for halves of characters. Throws BAD_INPUT for what the server would not take:
 * it must not get as far as the queue, where a frame that costs the connection would be sent again and again.
 */
export const messageText = (given: string): string => {
  const text = given.toWellFormed()
  const why =
    [...text].length > shape.maxLength
      ? `is longer than ${shape.maxLength} characters`
      : !pattern.test(text) && 'is blank'
  if (why) throw parleyError('BAD_INPUT', { command: 'message.send', at: '/text', why })
  return text
}
