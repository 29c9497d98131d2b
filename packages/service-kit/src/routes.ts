/**
 * What a process answers over HTTP, each route by its name. Nothing is answered there that did not come through `Routes`, so what it names is
 * all there is.
 */
import { fail } from '@parley/protocol'
import type { ErrorRequestHandler, Express, RequestHandler } from 'express'
import type { OpenPath } from './cors.ts'
import type { Edge } from './edge.ts'
import { useEdge } from './http-answers.ts'

type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS'

/** A method, and a path from the root; a part of it that begins with `:` may be anything. `GET` answers `HEAD` too. */
export type RouteName = `${Method} /${string}`

/** What a service answers, behind gateways. */
export interface ServedRoutes {
  readonly edge: Edge
  /** What pages of other origins may use. */
  readonly open: readonly OpenPath[]
  /** All of it lies below one of these, or is one of these. */
  readonly paths: readonly string[]
  /** Comes before each answer below a path. */
  readonly before?: Readonly<Record<string, readonly RequestHandler[]>>
  readonly answers: Readonly<Partial<Record<RouteName, RequestHandler | readonly RequestHandler[]>>>
  /** Answers what any of it refuses or fails at. */
  readonly failed: ErrorRequestHandler
}

export class Routes {
  readonly #app: Express
  readonly #names: RouteName[] = []

  constructor(app: Express) {
    this.#app = app
  }

  get names(): readonly RouteName[] {
    return this.#names
  }

  add(name: RouteName, ...answer: readonly RequestHandler[]): void {
    const [method, path] = name.split(' ') as [string, string]
    this.#app[method.toLowerCase() as 'get'](path, ...answer)
    this.#names.push(name)
  }

  serve({ edge, open, paths, before = {}, answers, failed }: ServedRoutes): void {
    useEdge(this.#app, edge, open)
    for (const [path, handlers] of Object.entries(before)) this.#app.use(path, ...handlers)
    for (const [name, answer] of Object.entries(answers)) this.add(name as RouteName, ...[answer ?? []].flat())
    for (const path of paths) this.#app.use(path, () => fail('ROUTE_NOT_FOUND'))
    for (const path of paths) this.#app.use(path, failed)
  }
}
