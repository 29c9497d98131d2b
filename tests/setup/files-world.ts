/** The platform with files for one test file, and what people do there with files. */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { uuid7 } from '@parley/client'
import { openAdmin, programOf } from '@parley/service-kit/testing'
import sharp from 'sharp'
import { afterAll, inject } from 'vitest'
import { root } from './child.ts'
import { type Person, startWorld } from './world.ts'

export const mostBytes = 300_000
export const friend = 'https://friend.example'

export const named = (bytes: Buffer, name: string): FormData => {
  const body = new FormData()
  body.append('file', new Blob([new Uint8Array(bytes)]), name)
  return body
}

export const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

export const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#3366cc' } })

interface Place {
  readonly room?: string
  readonly seq?: number
}

/** Released after the tests of the file. */
export const useFiles = async () => {
  const env = {
    FILE_BYTES: String(mostBytes),
    UPLOADS_PER_ACCOUNT: '10000',
    UPLOAD_MS: '3000',
    ACCOUNT_FILE_BYTES: '3000000',
    ALLOWED_ORIGINS: friend,
  }
  const world = await startWorld(inject('backing'), { files: true, env })
  afterAll(() => world[Symbol.asyncDispose]())
  const folder = world.env('files').FILES_FOLDER ?? ''
  const [ann, bob] = await Promise.all([world.person('Ann'), world.person('Bob')])

  const upload = async ({ token }: Person, bytes: Buffer, name: string) => {
    const headers = { authorization: `Bearer ${token}` }
    const answer = await fetch(`${world.url}/files`, { method: 'POST', headers, body: named(bytes, name) })
    return { status: answer.status, body: await answer.json() }
  }
  const inTables = async (sql: string) => {
    const pool = openAdmin(world.environment.adminUrl, 'files', 1)
    try {
      return (await pool.query(sql)).rows[0]
    } finally {
      await pool.end()
    }
  }
  const left = () =>
    inTables(`select (select count(*)::int from upload) as uploads, (select count(*)::int from file) as files,
      (select count(*)::int from stored) as stored, (select coalesce(sum(bytes), 0)::int from usage) as bytes`)
  const linkOf = async (person: Person, file: string, place: Place = {}) =>
    (await world.post('file.link', { files: [{ file, ...place }] }, person.token)).links[0]
  const get = (path = '', headers: Record<string, string> = {}) => fetch(`${world.url}${path}`, { headers })
  /** Their hash, or the status where there is none to be had. */
  const bytesOf = async (person: Person, file: string, place?: Place) => {
    const answer = await get((await linkOf(person, file, place))?.whole)
    return answer.ok ? sha(new Uint8Array(await answer.arrayBuffer())) : answer.status
  }
  const roomOf = async (...[owner, ...others]: [Person, ...Person[]]) => {
    const members = others.map(({ user }) => user)
    return (await world.post('room.create', { kind: 'group', name: 'Pictures', members }, owner.token)).room
  }
  const sendFiles = async (person: Person, room: string, files: string[], id = uuid7()) =>
    (await world.post('message.send', { room, id, text: 'Look', files }, person.token)).seq
  /** What an operator asks for, by the settings of this world. */
  const parley = async (args: string[], more: Record<string, string> = {}) => {
    const settings = { ...process.env, POSTGRES_URL: world.environment.adminUrl, FILES_FOLDER: folder, ...more }
    const program = programOf('packages/platform/src/main.ts')
    return await promisify(execFile)(process.execPath, [program, ...args], { cwd: root, env: settings }).catch(
      (reason: { stdout: string; stderr: string }) => reason,
    )
  }
  const keptNames = async () =>
    (await readdir(join(folder, 'kept'), { recursive: true })).filter((name) => name.length > 3)

  return {
    world,
    folder,
    ann,
    bob,
    upload,
    inTables,
    left,
    linkOf,
    get,
    bytesOf,
    roomOf,
    sendFiles,
    parley,
    keptNames,
  }
}
