/** What people upload, and what they do with it. */
import { uuid7 } from '@parley/client'
import { persist } from './persist.ts'
import type { Person } from './person.ts'
import { type Doing, type Scene, someRoom } from './scene.ts'

const patienceMs = 3_000
const pieceBytes = 50_000

/** Few different ones, so that some are the same. */
const someBytes = ({ chance }: Scene): Uint8Array<ArrayBuffer> =>
  new Uint8Array(chance.one([1, 5_000, 2 * pieceBytes])).fill(chance.whole(0, 3))

/** By one of the gateways, once; undefined where it is not answered. */
const ask = async (who: Person, { chance, urls }: Scene, path: string, init: RequestInit) => {
  const headers = { authorization: `Bearer ${await who.token()}`, ...init.headers }
  const signal = AbortSignal.timeout(patienceMs)
  return await fetch(`${chance.one(urls)}${path}`, { ...init, headers, signal }).catch(() => undefined)
}

/** Undefined where nobody has said that it is there; it may be, all the same. */
const upload = async (who: Person, scene: Scene): Promise<string | undefined> => {
  const body = new FormData()
  body.append('file', new Blob([someBytes(scene)]), 'File')
  const answer = await ask(who, scene, '/files', { method: 'POST', body })
  const told = answer?.status === 201 ? await answer.json().catch(() => undefined) : undefined
  return told?.file
}

/** What is sent is taken back as any message is. */
const send: Doing = async (who, scene) => {
  const file = await upload(who, scene)
  if (file === undefined) return
  const { room, on } = someRoom(scene)
  const [id, text] = [uuid7(), scene.records.newText(`${who.name}'s script`)]
  const sent = await persist(() => who.ask('message.send', { room, id, text, files: [file] }))
  if (sent) scene.records.acknowledge(who.user, on, sent.seq, text)
}

const remove: Doing = async (who, scene) => {
  const file = await upload(who, scene)
  if (file !== undefined) await persist(() => who.ask('file.remove', { file }))
}

/** In pieces, by way of two processes as it comes, and often not to the end. */
const uploadInPieces: Doing = async (who, scene) => {
  const bytes = someBytes(scene)
  const tus = { 'tus-resumable': '1.0.0' }
  const length = { 'upload-length': String(bytes.length) }
  const begun = await ask(who, scene, '/files/tus', { method: 'POST', headers: { ...tus, ...length } })
  const id = begun?.headers.get('location')?.split('/').at(-1)
  for (let from = 0; id !== undefined && from < bytes.length && scene.chance.happens(0.8); from += pieceBytes) {
    const headers = { ...tus, 'upload-offset': String(from), 'content-type': 'application/offset+octet-stream' }
    const body = bytes.slice(from, from + pieceBytes)
    const answer = await ask(who, scene, `/files/tus/${id}`, { method: 'PATCH', headers, body })
    if (answer?.status !== 204) return
  }
}

/** How often, as in `doings`. */
export const doingsWithFiles: readonly (readonly [Doing, number])[] = [
  [send, 20],
  [remove, 6],
  [uploadInPieces, 10],
]
