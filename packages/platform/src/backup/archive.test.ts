import { PassThrough, Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { gunzipSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Part, readArchive, writeArchive } from './archive.ts'
import { parentsFirst } from './contents.ts'

const header = { format: 'parley backup 1', at: '2026-11-28T00:00:00.000Z', services: [] } as const

const packed = async (parts: readonly Part[]): Promise<Buffer> => {
  const to = new PassThrough()
  const [bytes] = await Promise.all([buffer(to), writeArchive(Readable.from(parts), to)])
  return bytes
}

/** In pieces of this size. */
const unpacked = async (bytes: Buffer, size = 7): Promise<Part[]> => {
  const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
    bytes.subarray(at * size, (at + 1) * size),
  )
  const parts: Part[] = []
  for await (const part of readArchive(Readable.from(pieces))) parts.push(part)
  return parts
}

const rows = fc.uint8Array({ maxLength: 300 }).map((bytes): Part => ({ rows: Buffer.from(bytes) }))
const table = fc.string().map((name): Part => ({ table: { service: 'chat', name, columns: ['a'] } }))
const some = fc.array(fc.oneof(rows, table), { maxLength: 20 }).map((parts): Part[] => [{ header }, ...parts])

test('an archive gives back what was put in, in whatever pieces it comes', async () => {
  await fc.assert(
    fc.asyncProperty(some, fc.integer({ min: 1, max: 100 }), async (parts, size) => {
      expect(await unpacked(await packed(parts), size)).toEqual(parts)
    }),
    { numRuns: 100 },
  )
})

test('an archive that was cut off anywhere is refused', async () => {
  const whole = await packed([
    { header },
    { table: { service: 'chat', name: 'room', columns: ['id'] } },
    { rows: Buffer.from('1\n') },
  ])
  for (let length = 0; length < whole.length; length++)
    await expect(unpacked(whole.subarray(0, length)), `${length} bytes`).rejects.toThrow(
      /^it (ends in the middle|is none|is damaged)/,
    )
})

test('an archive whose contents were cut off and packed again is refused', async () => {
  const whole = gunzipSync(await packed([{ header }, { rows: Buffer.from('1\n') }]))
  for (let length = 0; length < whole.length; length++)
    await expect(unpacked(gzipSync(whole.subarray(0, length))), `${length} bytes`).rejects.toThrow(
      'it ends in the middle',
    )
  await expect(unpacked(gzipSync(Buffer.concat([whole, whole])))).rejects.toThrow('something stands behind its end')
})

test('an archive in which one bit has changed is refused', async () => {
  const whole = gunzipSync(
    await packed([{ header }, { table: { service: 'chat', name: 'room', columns: [] } }, { rows: Buffer.from('1\n') }]),
  )
  for (let at = 0; at < whole.length; at++) {
    const changed = Buffer.from(whole)
    changed.writeUInt8(changed.readUInt8(at) ^ 1, at)
    await expect(unpacked(gzipSync(changed)), `byte ${at}`).rejects.toThrow()
  }
})

test('what is no archive at all is refused', async () => {
  await expect(unpacked(Buffer.from('create table room (id uuid);'))).rejects.toThrow(
    'it is none that `parley backup` made',
  )
  await expect(unpacked(gzipSync('T\0\0\0\0'))).rejects.toThrow('it is none that `parley backup` made')
})

test('tables come behind those that they point to', () => {
  const needs = [
    { child: 'refresh_token', parent: 'session' },
    { child: 'session', parent: 'account' },
    { child: 'account', parent: 'zone' },
  ]
  const names = ['account', 'refresh_token', 'room', 'session', 'zone']
  expect(parentsFirst(names, needs)).toEqual(['zone', 'account', 'session', 'refresh_token', 'room'])
  const circle = [...needs, { child: 'zone', parent: 'session' }]
  expect(() => parentsFirst(names, circle)).toThrow('point to each other in a circle')
})
