import type { Subprotocol } from '@parley/protocol'

export const encodings = ['json', 'msgpack'] as const
/** How frames are written: `json`, or `msgpack`, which is loaded when it is first asked for. */
export type Encoding = (typeof encodings)[number]

export interface Codec {
  encode(value: unknown): string | Uint8Array
  /** Throws on what is not of this encoding. */
  decode(data: unknown): unknown
}

export const subprotocolOf = (encoding: Encoding): Subprotocol => `parley.v1.${encoding}`

const json: Codec = {
  encode: (value) => JSON.stringify(value),
  decode: (data) => JSON.parse(data as string),
}

/** What is undefined is left out, as in JSON: the extension type for it is refused. Not yet in the types. */
const withoutUndefined = { skipValues: [undefined] }

/** Loaded when first asked for: who speaks JSON does not load it. */
const msgpack = async (): Promise<Codec> => {
  const { Packr } = await import('msgpackr')
  const packr = new Packr({ useRecords: false, int64AsType: 'number', ...withoutUndefined })
  return {
    encode: (value) => packr.pack(value),
    decode: (data) => packr.unpack(new Uint8Array(data as ArrayBuffer)),
  }
}

export const codecOf = async (encoding: Encoding): Promise<Codec> => (encoding === 'json' ? json : msgpack())
