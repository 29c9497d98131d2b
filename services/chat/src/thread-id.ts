/** The ids of threads, which tell that they are threads: UUIDs of version 8, which no other room has. `0017-threads.sql` goes by it too. */
import { randomUUID } from 'node:crypto'

const versionAt = 14
const threadVersion = '8'

export const isThread = (room: string): boolean => room[versionAt] === threadVersion

export const newThreadId = (): string => {
  const id = randomUUID()
  return id.slice(0, versionAt) + threadVersion + id.slice(versionAt + 1)
}
