import { randomUUID } from 'node:crypto'

/** A message id, as a client makes one: the time in front, then chance. */
export const uuid7 = (): string => {
  const time = Date.now().toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`
}
