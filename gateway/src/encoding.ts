/** WebSocket frames in both encodings. A frame is built once per stream and written to every connection as it is. */
import type { ServerFrame, Subprotocol } from '@parley/protocol'
import { Packr, Unpackr } from 'msgpackr'
import { isPlain } from './plain-msgpack.ts'

export interface Encoding {
  /** One client frame; throws on what is not of this encoding. */
  read(data: Buffer, isBinary: boolean): unknown
  /** The WebSocket frame of one server frame. */
  write(frame: ServerFrame): Buffer
  /** The WebSocket frame of one finished JSON text. */
  writeText(text: string): Buffer
  /** The WebSocket frames of finished JSON texts, in one buffer. */
  writeTexts(texts: readonly Uint8Array[]): Buffer
}

const textFrame = 0x81
const binaryFrame = 0x82
const headerSize = (size: number) => (size < 126 ? 2 : size < 65_536 ? 4 : 10)

const putHeader = (target: Buffer, at: number, kind: number, size: number): number => {
  target[at] = kind
  if (size < 126) {
    target[at + 1] = size
    return at + 2
  }
  if (size < 65_536) {
    target[at + 1] = 126
    target.writeUInt16BE(size, at + 2)
    return at + 4
  }
  target[at + 1] = 127
  target.writeBigUInt64BE(BigInt(size), at + 2)
  return at + 10
}

/** One buffer of many unmasked, unfragmented frames (RFC 6455, 5.2). */
export const frameAll = (kind: number, payloads: readonly Uint8Array[]): Buffer => {
  let size = 0
  for (const payload of payloads) size += headerSize(payload.length) + payload.length
  const target = Buffer.allocUnsafe(size)
  let at = 0
  for (const payload of payloads) {
    at = putHeader(target, at, kind, payload.length)
    target.set(payload, at)
    at += payload.length
  }
  return target
}

/** One text frame, written where it will be sent from. */
const frameText = (text: string): Buffer => {
  const size = Buffer.byteLength(text)
  const target = Buffer.allocUnsafe(headerSize(size) + size)
  target.write(text, putHeader(target, 0, textFrame, size), 'utf8')
  return target
}

export const pingFrame = Buffer.from([0x89, 0])
export const pongFrame = (data: Buffer): Buffer => frameAll(0x8a, [data])

const json: Encoding = {
  read: (data, isBinary) => {
    if (isBinary) throw new Error('binary frame on a text subprotocol')
    return JSON.parse(data.toString('utf8'))
  },
  write: (frame) => frameText(JSON.stringify(frame)),
  writeText: (text) => frameText(text),
  writeTexts: (texts) => frameAll(textFrame, texts),
}

const packr = new Packr({ useRecords: false, variableMapSize: true })
const unpackr = new Unpackr({ useRecords: false, mapsAsObjects: true, int64AsType: 'number' })
const decoder = new TextDecoder()

const msgpack: Encoding = {
  read: (data, isBinary) => {
    if (!isBinary) throw new Error('text frame on a binary subprotocol')
    if (!isPlain(data)) throw new Error('extension types of MessagePack, or no MessagePack at all')
    return unpackr.unpack(data)
  },
  write: (frame) => frameAll(binaryFrame, [packr.pack(frame)]),
  writeText: (text) => frameAll(binaryFrame, [packr.pack(JSON.parse(text))]),
  writeTexts: (texts) =>
    frameAll(
      binaryFrame,
      texts.map((text) => packr.pack(JSON.parse(decoder.decode(text)))),
    ),
}

export const encodings: Readonly<Record<Subprotocol, Encoding>> = {
  'parley.v1.json': json,
  'parley.v1.msgpack': msgpack,
}
