/** What `kubectl create secret` and `create configmap` send: Kubernetes' protobuf, as far as these two use it. */
import type { Any } from './manifests.ts'

interface Field {
  readonly number: number
  readonly body: Buffer
}

const lengthDelimited = 2

const varint = (bytes: Buffer, at: number): [value: number, next: number] => {
  let [value, factor, next] = [0, 1, at]
  for (;;) {
    const byte = bytes[next++] ?? 0
    value += (byte & 0x7f) * factor
    factor *= 0x80
    if (byte < 0x80) return [value, next]
  }
}

const fieldsIn = (bytes: Buffer): Field[] => {
  const fields: Field[] = []
  for (let at = 0; at < bytes.length; ) {
    const [tag, behind] = varint(bytes, at)
    const [value, next] = varint(bytes, behind)
    const isBytes = (tag & 7) === lengthDelimited
    if (isBytes) fields.push({ number: tag >> 3, body: bytes.subarray(next, next + value) })
    at = isBytes ? next + value : next
  }
  return fields
}

const field = (bytes: Buffer, number: number): Buffer =>
  fieldsIn(bytes).find((each) => each.number === number)?.body ?? Buffer.alloc(0)

const map = (bytes: Buffer, number: number, encoding: 'utf8' | 'base64'): Record<string, string> =>
  Object.fromEntries(
    fieldsIn(bytes)
      .filter((each) => each.number === number)
      .map(({ body }) => [field(body, 1).toString(), field(body, 2).toString(encoding)]),
  )

const magic = 'k8s\0'

export const decode = (body: Buffer): Any => {
  if (!body.toString('latin1', 0, 4).startsWith(magic)) return JSON.parse(body.toString())
  const unknown = body.subarray(4)
  const kind = field(field(unknown, 1), 2).toString()
  const raw = field(unknown, 2)
  const metadata = { name: field(field(raw, 1), 1).toString() }
  if (kind === 'Secret') return { kind, metadata, data: map(raw, 2, 'base64'), type: field(raw, 3).toString() }
  if (kind === 'ConfigMap') return { kind, metadata, data: map(raw, 2, 'utf8') }
  throw new Error(`${kind} in protobuf is not understood`)
}
