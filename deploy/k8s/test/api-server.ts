/**
 * An API server that keeps objects: enough of one for the real `kubectl` to create, apply, patch, prune, wait and delete. Nothing runs
 * on it; what controllers would say is played: a Deployment is available at once, and a Job ends as the test says.
 */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { discovery, kindOf } from './api-kinds.ts'
import { Objects, type Place, Refused } from './api-objects.ts'
import { decode } from './api-protobuf.ts'
import type { Any } from './manifests.ts'

export interface ApiServer extends AsyncDisposable {
  readonly url: string
  readonly objects: Objects
}

interface Played {
  /** The status of a Job that was made. */
  readonly job?: (job: Any, objects: Objects) => Any
}

const pathForm = /^\/(?:api|apis)\/(v1|[^/]+\/v\w+)(?:\/namespaces\/([^/]+))?\/([^/]+)(?:\/([^/]+))?(?:\/([^/]+))?$/

const placeIn = (path: string): { readonly place: Place; readonly sub: string } | undefined => {
  const named = /^\/api\/v1\/namespaces(?:\/([^/]+))?$/.exec(path)
  if (named)
    return { place: { groupVersion: 'v1', resource: 'namespaces', namespace: '', name: named[1] ?? '' }, sub: '' }
  const [, groupVersion, namespace = '', resource = '', name = '', sub = ''] = pathForm.exec(path) ?? []
  return groupVersion ? { place: { groupVersion, resource, namespace, name }, sub } : undefined
}

const matchesLabels = (labels: Record<string, string> = {}, selector: string): boolean =>
  selector
    .split(',')
    .filter(Boolean)
    .every((part) => {
      const [, key = '', not, value = ''] = /^([^=!]+)(!)?==?(.*)$/.exec(part) ?? []
      return not ? labels[key] !== value : labels[key] === value
    })

const fieldOf = (object: Any, path: string): unknown => path.split('.').reduce((at, key) => at?.[key], object)

const matcher =
  (query: URLSearchParams) =>
  (object: Any): boolean =>
    matchesLabels(object.metadata.labels, query.get('labelSelector') ?? '') &&
    (query.get('fieldSelector') ?? '')
      .split(',')
      .filter(Boolean)
      .every((part) => {
        const [path = '', value] = part.split('=')
        return String(fieldOf(object, path)) === value
      })

const available = {
  observedGeneration: 1,
  replicas: 1,
  updatedReplicas: 1,
  readyReplicas: 1,
  availableReplicas: 1,
  conditions: [{ type: 'Available', status: 'True' }],
}

/** As an operator of Postgres does it. */
const superuserOf = ({ metadata: { name } }: Any) => ({
  metadata: { name: `${name}-superuser` },
  data: { username: btoa('postgres'), password: btoa('a-password') },
})

const play =
  (objects: Objects, { job = () => ({ succeeded: 1, conditions: [{ type: 'Complete', status: 'True' }] }) }: Played) =>
  (place: Place, object: Any): void => {
    if (object.kind === 'Deployment') objects.setStatus(place, available)
    if (object.kind === 'Job') objects.setStatus(place, job(object, objects))
    if (object.kind !== 'Cluster') return
    objects.setStatus(place, { conditions: [{ type: 'Ready', status: 'True' }] })
    const secret = superuserOf(object)
    objects.create(
      { groupVersion: 'v1', resource: 'secrets', namespace: place.namespace, name: secret.metadata.name },
      secret,
    )
  }

export const startApiServer = async (played: Played = {}): Promise<ApiServer> => {
  const objects = new Objects()
  const watchers = new Set<(type: string, place: Place, object: Any) => void>()
  const act = play(objects, played)
  objects.changed = (type, place, object) => {
    for (const tell of watchers) tell(type, place, object)
    if (type === 'ADDED') act(place, object)
  }

  const watch = ({ groupVersion, resource, namespace }: Place, query: URLSearchParams, response: ServerResponse) => {
    const matches = matcher(query)
    response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders()
    const tell = (type: string, place: Place, object: Any) => {
      const same = place.groupVersion === groupVersion && place.resource === resource
      if (same && (!namespace || place.namespace === namespace) && matches(object))
        response.write(`${JSON.stringify({ type, object })}\n`)
    }
    watchers.add(tell)
    response.on('close', () => watchers.delete(tell))
  }

  const listOf = (place: Place, query: URLSearchParams) => ({
    apiVersion: place.groupVersion,
    kind: `${kindOf(place)}List`,
    metadata: { resourceVersion: objects.version },
    items: objects.list(place, matcher(query)),
  })

  const scaleOf = (object: Any) => ({
    apiVersion: 'autoscaling/v1',
    kind: 'Scale',
    metadata: object.metadata,
    spec: { replicas: object.spec.replicas ?? 1 },
    status: { replicas: object.spec.replicas ?? 1 },
  })

  const answer = async (request: IncomingMessage, path: string, query: URLSearchParams): Promise<Any> => {
    const found = placeIn(path)
    if (!found) throw new Refused(404, 'NotFound', `the server has no ${path}`)
    const { place, sub } = found
    const body = await buffer(request)
    if (request.method === 'POST') {
      const object = decode(body)
      return objects.create({ ...place, name: object.metadata.name }, object)
    }
    if (request.method === 'DELETE') return objects.delete(place)
    if (request.method === 'PATCH') {
      const changed = objects.patch(place, request.headers['content-type'] ?? '', body.toString())
      return sub === 'scale' ? scaleOf(changed) : changed
    }
    if (sub === 'log') return `${objects.get(place).metadata.annotations?.log}\n`
    if (sub === 'scale') return scaleOf(objects.get(place))
    return place.name ? objects.get(place) : listOf(place, query)
  }

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://server')
    const known = discovery(pathname)
    const place = placeIn(pathname)?.place
    try {
      if (searchParams.has('sendInitialEvents')) throw new Refused(422, 'Invalid', 'sendInitialEvents is not known')
      if (!known && place && searchParams.get('watch') === 'true') return watch(place, searchParams, response)
      const result = known ?? (await answer(request, pathname, searchParams))
      if (typeof result === 'string') response.end(result)
      else
        response
          .writeHead(request.method === 'POST' ? 201 : 200, { 'content-type': 'application/json' })
          .end(JSON.stringify(result))
    } catch (reason) {
      const { status = 500, reason: why = 'InternalError', message } = reason as Refused
      const fault = { kind: 'Status', apiVersion: 'v1', status: 'Failure', message, reason: why, code: status }
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(fault))
    }
  }

  const server = createServer((request, response) => void handle(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
