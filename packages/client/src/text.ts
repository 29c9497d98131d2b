import { MessageText } from '@parley/protocol'
import { parleyError } from './parley-error.ts'

const { maxLength, pattern } = MessageText as unknown as { readonly maxLength: number; readonly pattern: string }
const shape = new RegExp(pattern, 'u')

/**
 * The text as it is sent, with U+FFFD for halves of characters. Throws BAD_INPUT for what the server would not take:
 * it must not get as far as the queue, where a frame that costs the connection would be sent again and again.
 */
export const messageText = (given: string): string => {
  const text = given.toWellFormed()
  const why = [...text].length > maxLength ? `is longer than ${maxLength} characters` : !shape.test(text) && 'is blank'
  if (why) throw parleyError('BAD_INPUT', { command: 'message.send', at: '/text', why })
  return text
}
