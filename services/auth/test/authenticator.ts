/** A device that holds one passkey, written from the standard (WebAuthn, level 3): the service's own library is not asked. */
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'

const sha256 = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest()
const text = (bytes: Buffer) => bytes.toString('base64url')

const head = (major: number, length: number): Buffer => {
  if (length < 24) return Buffer.from([(major << 5) | length])
  return length < 256
    ? Buffer.from([(major << 5) | 24, length])
    : Buffer.from([(major << 5) | 25, length >> 8, length & 0xff])
}

/** As much of CBOR (RFC 8949) as a device writes. */
const cbor = (value: number | string | Buffer | Map<number | string, unknown>): Buffer => {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value)
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)])
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value])
  const entries = [...value].flatMap(([key, of]) => [cbor(key), cbor(of as number)])
  return Buffer.concat([head(5, value.size), ...entries])
}

const present = 0x01
const verified = 0x04
const withKey = 0x40

export interface Signing {
  readonly origin?: string
  readonly rpId?: string
  readonly challenge?: string
  readonly isVerified?: boolean
  readonly counter?: number
  readonly type?: string
}

export const makeAuthenticator = (origin: string, rpId: string) => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const credential = randomBytes(32)
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const key = new Map<number, unknown>([
    [1, 2],
    [3, -7],
    [-1, 1],
    [-2, Buffer.from(x, 'base64url')],
    [-3, Buffer.from(y, 'base64url')],
  ])

  const clientData = (type: string, challenge: string, over: Signing) =>
    Buffer.from(
      JSON.stringify({
        type: over.type ?? type,
        challenge: over.challenge ?? challenge,
        origin: over.origin ?? origin,
        crossOrigin: false,
      }),
    )
  const authData = ({ isVerified = true, counter = 0, ...over }: Signing, more = Buffer.alloc(0)) => {
    const count = Buffer.alloc(4)
    count.writeUInt32BE(counter)
    const flags = present | (isVerified ? verified : 0) | (more.length > 0 ? withKey : 0)
    return Buffer.concat([sha256(over.rpId ?? rpId), Buffer.from([flags]), count, more])
  }

  return {
    id: text(credential),
    /** For `passkey.create`. */
    make: ({ challenge }: { readonly challenge: string }, over: Signing = {}) => {
      const length = Buffer.from([0, credential.length])
      const data = authData(over, Buffer.concat([Buffer.alloc(16), length, credential, cbor(key)]))
      const attestation = new Map<string, unknown>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', data],
      ])
      return {
        id: text(credential),
        clientDataJSON: text(clientData('webauthn.create', challenge, over)),
        attestationObject: text(cbor(attestation)),
        transports: ['internal'],
      }
    },
    /** For `session.confirm`, or as a proof. */
    sign: ({ challenge }: { readonly challenge: string }, over: Signing = {}) => {
      const client = clientData('webauthn.get', challenge, over)
      const data = authData(over)
      return {
        id: text(credential),
        clientDataJSON: text(client),
        authenticatorData: text(data),
        signature: text(sign('sha256', Buffer.concat([data, sha256(client)]), privateKey)),
      }
    },
  }
}

export type Authenticator = ReturnType<typeof makeAuthenticator>
