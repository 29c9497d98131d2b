/** A client that asks one thing after the other and is answered; of what else comes it only hands on the bytes. */
import type { Person } from '../contestants/parley.ts'
import { openWire } from './wire.ts'

export interface Asker {
  /** Rejects with the frame of an error. */
  ask(command: string, input: object): Promise<void>
}

/** `heard` takes each frame, valid only during the call, and says whether it was one for it. */
export const openAsker = async (port: number, { token }: Person, heard: (frame: Buffer) => boolean): Promise<Asker> => {
  const waiting = new Map<number, { resolve(): void; reject(reason: Error): void }>()
  let last = 0
  const take = (buffer: Buffer, start: number, end: number): void => {
    const frame = buffer.subarray(start, end)
    if (heard(frame)) return
    const id = Number(/^\{"id":(\d+)/.exec(frame.toString('latin1', 0, 20))?.[1])
    if (frame.includes('"error"')) waiting.get(id)?.reject(new Error(frame.toString()))
    else waiting.get(id)?.resolve()
    waiting.delete(id)
  }
  const wire = await openWire({ port, path: '/v1/socket', protocols: `parley.v1.json, bearer.${token}` }, take)
  const ask = (command: string, input: object): Promise<void> =>
    new Promise((resolve, reject) => {
      const id = ++last
      waiting.set(id, { resolve, reject })
      wire.send(JSON.stringify({ id, do: command, with: input }))
    })
  await ask('hello', {})
  return { ask }
}

/** Those before and after somebody in a ring: whoever watches somebody is watched by them. */
export const contactsOf = <T>(people: readonly T[], place: number, count: number): T[] =>
  Array.from({ length: count }, (_, step) => {
    const away = (step >> 1) + 1
    const other = step % 2 === 0 ? place + away : place - away
    return people[(other + people.length) % people.length] as T
  })
