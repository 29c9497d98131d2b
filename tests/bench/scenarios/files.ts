import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { startProcess } from '../../setup/child.ts'
import { makeFolder } from '../contestants/folder.ts'
import { type Parley, type Person, startParley } from '../contestants/parley.ts'
import { hashAt, hashOf, peakMemory, sendPiece } from '../load/large-file.ts'
import { defineScenario, figureOf, type Row, ratio } from './scenario.ts'

interface Size {
  readonly bytes: number
  readonly pieceBytes: number
  /** How often the line breaks in the midst of a piece. */
  readonly cuts: number
}

const [up, down, memory, changed] = ['MB/s up', 'MB/s down', 'MB of memory', 'changed'] as const

const secondsOf = async (work: () => Promise<unknown>): Promise<number> => {
  const begun = performance.now()
  await work()
  return (performance.now() - begun) / 1_000
}

const megabytes = (bytes: number) => bytes / 1_000_000

const offsetAt = async (url: string, headers: Record<string, string>): Promise<number> => {
  const [answer] = (await once(request(url, { method: 'HEAD', headers, agent: false }).end(), 'response')) as [
    IncomingMessage,
  ]
  return Number(answer.headers['upload-offset'])
}

const patch = { 'content-type': 'application/offset+octet-stream' }

/** By tus; the id of the file. */
const sendResumable = async (url: string, { token }: Person, { bytes, pieceBytes, cuts }: Size): Promise<string> => {
  const headers = { authorization: `Bearer ${token}`, 'tus-resumable': '1.0.0' }
  const length = { 'upload-length': String(bytes) }
  const begun = await fetch(`${url}/files/tus`, { method: 'POST', headers: { ...headers, ...length } })
  const id = begun.headers.get('location')?.split('/').at(-1) ?? ''
  let cutsLeft = cuts
  for (let from = 0; from < bytes; ) {
    const to = Math.min(bytes, from + pieceBytes)
    const cutAt = cutsLeft-- > 0 ? Math.floor((from + to) / 2) : undefined
    const place = { ...headers, ...patch, 'upload-offset': String(from) }
    const piece = { from, to, ...(cutAt === undefined ? {} : { cutAt }) }
    const answer = await sendPiece(`${url}/files/tus/${id}`, 'PATCH', place, piece)
    from = answer ? to : await offsetAt(`${url}/files/tus/${id}`, headers)
  }
  return id
}

const measureParley = async (parley: Parley, size: Size): Promise<Row> => {
  const { people } = await parley.make({ people: 1, rooms: [] })
  const [person] = people as [Person]
  let file = ''
  const upSeconds = await secondsOf(async () => {
    file = await sendResumable(parley.url, person, size)
  })
  const { links } = await parley.post('file.link', { files: [{ file }] }, person)
  let hash = ''
  const downSeconds = await secondsOf(async () => {
    hash = await hashAt(`${parley.url}${links[0]?.whole}`)
  })
  const figures = {
    [up]: megabytes(size.bytes) / upSeconds,
    [down]: megabytes(size.bytes) / downSeconds,
    [memory]: await peakMemory(parley.processes.files as number),
    [changed]: hash === hashOf(size.bytes) ? 0 : 1,
  }
  return { name: 'Parley', figures, note: 'with its hash, in pieces through a gateway; the memory is that of files' }
}

const measureBare = async (size: Size): Promise<Row> => {
  await using scope = new AsyncDisposableStack()
  const env = { FOLDER: await makeFolder(scope) }
  const { port, pid } = scope.use(await startProcess('tests/bench/servers/bare-files.ts', env))
  const url = `http://127.0.0.1:${port}/`
  const upSeconds = await secondsOf(() => sendPiece(url, 'PUT', {}, { from: 0, to: size.bytes }))
  const downSeconds = await secondsOf(() => hashAt(url))
  const figures = {
    [up]: megabytes(size.bytes) / upSeconds,
    [down]: megabytes(size.bytes) / downSeconds,
    [memory]: await peakMemory(pid),
  }
  return { name: 'bare stream to disk', figures }
}

export const files = defineScenario({
  name: 'files',
  about:
    'One large file goes up by tus, in pieces, with a line that breaks in the midst of some of them, and comes down again; beside a process that ' +
    'streams one request to disk, flushes it, and streams it back.',
  sizes: {
    full: { bytes: 2_000_000_000, pieceBytes: 64_000_000, cuts: 10 },
    short: { bytes: 3_000_000, pieceBytes: 1_000_000, cuts: 1 },
  },
  run: async (size, lend) => {
    await using scope = new AsyncDisposableStack()
    const parley = await measureParley(scope.use(await lend(startParley, 1)), size)
    const bare = await measureBare(size)
    return {
      title: `One file of ${(size.bytes / 1_000_000).toLocaleString('en')} MB, cut ${size.cuts} times on its way up`,
      rows: [parley, bare],
      targets: [
        { what: 'files that came back as others', reached: figureOf(parley, changed), most: 0 },
        { what: 'MB of memory', reached: figureOf(parley, memory), most: 200 },
        { what: 'of the MB/s down of a bare stream', reached: ratio(parley, bare, down), least: 0.25 },
      ],
      plotted: [up, down],
    }
  },
})
