/** What a zip file holds, read by what stands at its end, as others read one. */
import { inflateRawSync } from 'node:zlib'

const endSignature = 0x06054b50
const endBytes = 22
const packed = 8

export const readZip = (zip: Buffer): Map<string, Buffer> => {
  const end = zip.length - endBytes
  if (zip.readUInt32LE(end) !== endSignature) throw new Error('this is no zip file')
  const found = new Map<string, Buffer>()
  let at = zip.readUInt32LE(end + 16)
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const [method, size, header] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20), zip.readUInt32LE(at + 42)]
    const [name, extra, comment] = [28, 30, 32].map((place) => zip.readUInt16LE(at + place)) as [number, number, number]
    const from = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28)
    const bytes = zip.subarray(from, from + size)
    found.set(zip.toString('utf8', at + 46, at + 46 + name), method === packed ? inflateRawSync(bytes) : bytes)
    at += 46 + name + extra + comment
  }
  return found
}

/** The objects of one entry, one a line. */
export const linesOf = (zip: ReadonlyMap<string, Buffer>, entry: string): Record<string, unknown>[] =>
  (zip.get(entry)?.toString() ?? '')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
