/** What the API server of these tests keeps: objects, as they were sent and with what a server fills in. */
import { randomUUID } from 'node:crypto'
import { parse } from 'yaml'
import { kindOf } from './api-kinds.ts'
import type { Any } from './manifests.ts'
import { writtenOut } from './written-out.ts'

export interface Place {
  readonly groupVersion: string
  readonly resource: string
  readonly namespace: string
  readonly name: string
}

const keyOf = ({ groupVersion, resource, namespace, name }: Place) =>
  [groupVersion, resource, namespace, name].join('/')

export class Refused extends Error {
  readonly status: number
  readonly reason: string
  constructor(status: number, reason: string, message: string) {
    super(message)
    this.status = status
    this.reason = reason
  }
}

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration'

/** RFC 7386; lists are replaced. */
const merged = (target: Any, patch: Any): Any => {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch
  const result = typeof target === 'object' && target && !Array.isArray(target) ? { ...target } : {}
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key]
    else if (!key.startsWith('$')) result[key] = merged(result[key], value)
  }
  return result
}

/** A patch of `kubectl apply` says by its annotation what the whole is to be. */
const patched = (object: Any, type: string, body: string): Any => {
  if (type.includes('apply-patch')) return merged({ ...object, ...parse(body) }, {})
  const patch = JSON.parse(body)
  const whole = patch.metadata?.annotations?.[lastApplied]
  if (!type.includes('strategic') || whole === undefined) return merged(object, patch)
  const next = JSON.parse(whole)
  return merged(next, { metadata: { annotations: { [lastApplied]: whole } } })
}

const encoded = (texts: Record<string, string> = {}) =>
  Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, Buffer.from(text).toString('base64')]))

const stored = ({ stringData, ...object }: Any): Any =>
  stringData ? { ...object, data: { ...object.data, ...encoded(stringData) } } : object

const immutable = (object: Any) => (object.kind === 'Job' ? JSON.stringify(object.spec.template) : '')

export class Objects {
  readonly #objects = new Map<string, Any>()
  #version = 1
  /** Told of each change: a controller may answer with a status. */
  changed: (type: 'ADDED' | 'MODIFIED' | 'DELETED', place: Place, object: Any) => void = () => {}

  get version(): string {
    return String(this.#version)
  }

  get(place: Place): Any {
    const found = this.#objects.get(keyOf(place))
    if (!found) throw new Refused(404, 'NotFound', `${place.resource} "${place.name}" not found`)
    return found
  }

  list({ groupVersion, resource, namespace }: Omit<Place, 'name'>, matches: (object: Any) => boolean): Any[] {
    const prefix = namespace ? `${groupVersion}/${resource}/${namespace}/` : `${groupVersion}/${resource}/`
    return [...this.#objects]
      .filter(([key, object]) => key.startsWith(prefix) && matches(object))
      .map(([, object]) => object)
  }

  all(): Any[] {
    return [...this.#objects.values()]
  }

  #put(place: Place, object: Any, type: 'ADDED' | 'MODIFIED'): Any {
    const { groupVersion, namespace, name } = place
    const own = namespace ? { name, namespace } : { name }
    const before = this.#objects.get(keyOf(place))
    const metadata = {
      ...object.metadata,
      ...own,
      uid: before?.metadata.uid ?? randomUUID(),
      creationTimestamp: before?.metadata.creationTimestamp ?? new Date().toISOString(),
      generation: 1,
      resourceVersion: String(++this.#version),
    }
    const full = stored(
      writtenOut({
        ...object,
        apiVersion: groupVersion,
        kind: kindOf(place),
        metadata,
        ...(before?.status && { status: before.status }),
      }),
    )
    this.#objects.set(keyOf(place), full)
    this.changed(type, place, full)
    return this.#objects.get(keyOf(place)) ?? full
  }

  #checkNamespace({ namespace }: Place): void {
    if (namespace) this.get({ groupVersion: 'v1', resource: 'namespaces', namespace: '', name: namespace })
  }

  create(place: Place, object: Any): Any {
    this.#checkNamespace(place)
    if (this.#objects.has(keyOf(place)))
      throw new Refused(409, 'AlreadyExists', `${place.resource} "${place.name}" already exists`)
    return this.#put(place, object, 'ADDED')
  }

  patch(place: Place, type: string, body: string): Any {
    this.#checkNamespace(place)
    const before = this.#objects.get(keyOf(place))
    if (!before && !type.includes('apply-patch')) this.get(place)
    const next = writtenOut({ kind: kindOf(place), ...patched(before ?? {}, type, body) })
    if (before && immutable(before) !== immutable(next))
      throw new Refused(
        422,
        'Invalid',
        `${place.resource} "${place.name}" is invalid: spec.template: field is immutable`,
      )
    return this.#put(place, next, before ? 'MODIFIED' : 'ADDED')
  }

  /** Of a controller. */
  setStatus(place: Place, status: Any): void {
    const object = { ...this.get(place), status }
    this.#objects.set(keyOf(place), object)
    this.changed('MODIFIED', place, object)
  }

  delete(place: Place): Any {
    const found = this.get(place)
    this.#objects.delete(keyOf(place))
    this.changed('DELETED', place, found)
    if (place.resource === 'namespaces')
      for (const [key, { metadata }] of this.#objects) if (metadata.namespace === place.name) this.#objects.delete(key)
    return found
  }
}
