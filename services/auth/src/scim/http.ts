/** The routes of SCIM 2.0 (RFC 7644), by which a directory manages people and groups. */
import { type ErrorBody, Failure } from '@parley/protocol'
import { bodyFault, errorOf, type ServedRoutes, statusOf } from '@parley/service-kit'
import express, { type Request, type RequestHandler, type Response } from 'express'
import type { Auth } from '../context.ts'
import { countScimGroups, findScimGroup, listScimGroups } from '../store/scim-group.ts'
import { countScimUsers, findScimUser, listScimUsers } from '../store/scim-user.ts'
import { baseOf, directoryOf, pageOf, tellingOf } from './asking.ts'
import { described, listOf, providerConfig, resourceTypes, schemas } from './describing.ts'
import type { Directory } from './directory.ts'
import {
  changeGroup,
  createGroup,
  groupColumns,
  groupDraft,
  groupResource,
  groupShape,
  readGroup,
  removeGroup,
  withMembers,
} from './groups.ts'
import { patched } from './patch.ts'
import { notFound, ScimRefusal, type ScimType } from './refusal.ts'
import { checkVersion, isNamed, type Resource } from './resource.ts'
import { draftOf, ignoredOfUsers, readUser, userColumns, userResource, userShape } from './user-resource.ts'
import { changeUser, createUser, removeUser } from './users.ts'
import { isId } from './where.ts'

const type = 'application/scim+json'

interface Asked {
  readonly request: Request
  readonly response: Response
  readonly auth: Auth
  readonly by: Directory
  readonly base: string
  readonly body: unknown
  /** Of the path; one that can be none leads to nothing. */
  readonly id: string
}

const send = (response: Response, status: number, body: unknown): void =>
  void response.status(status).type(type).send(JSON.stringify(body))

const sendOne = ({ request, response }: Asked, is: Resource, status = 200): void => {
  response.set({ ETag: is.meta.version, 'Content-Location': is.meta.location })
  if (status === 201) response.set('Location', is.meta.location)
  const known = request.get('if-none-match')
  if (status === 200 && request.method === 'GET' && known !== undefined && isNamed(known, is))
    return void response.status(304).end()
  send(response, status, tellingOf(request)(is))
}

const sendList = ({ request, response }: Asked, all: readonly Resource[], total: number, start: number): void =>
  send(response, 200, listOf(all.map(tellingOf(request)), total, start))

const check = ({ request }: Asked, is: Resource): void => checkVersion(request.get('if-match'), is)

const listUsers = async (asked: Asked) => {
  const { request, base } = asked
  const { db } = asked.auth
  const { where, start, count } = pageOf(request, userColumns)
  const total = await countScimUsers(db, where.sql, where.values)
  const rows = count === 0 ? [] : await listScimUsers(db, { where: where.sql, values: where.values }, start - 1, count)
  sendList(
    asked,
    rows.map((row) => userResource(row, base)),
    total,
    start,
  )
}

const getUser = async (asked: Asked) =>
  sendOne(asked, userResource((await findScimUser(asked.auth.db, asked.id)) ?? notFound(), asked.base))

const postUser = async (asked: Asked) =>
  sendOne(asked, userResource(await createUser(asked.auth, asked.by, readUser(asked.body)), asked.base), 201)

const putUser = async (asked: Asked) => {
  const wanted = readUser(asked.body)
  const row = await changeUser(asked.auth, asked.by, asked.id, (before) => {
    check(asked, userResource(before, asked.base))
    return wanted
  })
  sendOne(asked, userResource(row, asked.base))
}

const patchUser = async (asked: Asked) => {
  const row = await changeUser(asked.auth, asked.by, asked.id, (before) => {
    check(asked, userResource(before, asked.base))
    return readUser(patched(draftOf(before), userShape, ignoredOfUsers, asked.body))
  })
  sendOne(asked, userResource(row, asked.base))
}

const deleteUser = async (asked: Asked) => {
  await removeUser(asked.auth, asked.by, asked.id, (before) => check(asked, userResource(before, asked.base)))
  asked.response.status(204).end()
}

/** Of one answer: each may have thousands of members. */
const groupsAtOnce = 20

const listGroups = async (asked: Asked) => {
  const { request, base } = asked
  const { db } = asked.auth
  const { where, start, count } = pageOf(request, groupColumns)
  const total = await countScimGroups(db, where.sql, where.values)
  const most = Math.min(count, groupsAtOnce)
  const rows = most === 0 ? [] : await listScimGroups(db, { where: where.sql, values: where.values }, start - 1, most)
  const all = await withMembers(db, rows)
  sendList(
    asked,
    all.map((whole) => groupResource(whole, base)),
    total,
    start,
  )
}

const getGroup = async (asked: Asked) => {
  const { auth, base, id } = asked
  const [whole] = await withMembers(auth.db, [(await findScimGroup(auth.db, id)) ?? notFound()])
  sendOne(asked, groupResource(whole ?? notFound(), base))
}

const postGroup = async (asked: Asked) =>
  sendOne(asked, groupResource(await createGroup(asked.auth, asked.by, readGroup(asked.body)), asked.base), 201)

const putGroup = async (asked: Asked) => {
  const wanted = readGroup(asked.body)
  const whole = await changeGroup(asked.auth, asked.by, asked.id, (before) => {
    check(asked, groupResource(before, asked.base))
    return wanted
  })
  sendOne(asked, groupResource(whole, asked.base))
}

/** Directories add one member to thousands, and do not want to hear of all of them. */
const patchGroup = async (asked: Asked) => {
  const whole = await changeGroup(asked.auth, asked.by, asked.id, (before) => {
    check(asked, groupResource(before, asked.base))
    return readGroup(patched(groupDraft(before), groupShape, [], asked.body))
  })
  asked.response.status(204).set('ETag', groupResource(whole, asked.base).meta.version).end()
}

const deleteGroup = async (asked: Asked) => {
  await removeGroup(asked.auth, asked.by, asked.id, (before) => check(asked, groupResource(before, asked.base)))
  asked.response.status(204).end()
}

const errorSchema = 'urn:ietf:params:scim:api:messages:2.0:Error'

/** Of ours, as SCIM calls them. */
const types: Readonly<Record<string, ScimType>> = {
  USERNAME_TAKEN: 'uniqueness',
  IDENTITY_TAKEN: 'uniqueness',
  BAD_INPUT: 'invalidSyntax',
}

const asRefusal = (body: ErrorBody): ScimRefusal => {
  const scimType = types[body.name]
  const why = typeof body.why === 'string' ? ` (${body.why})` : ''
  return new ScimRefusal(statusOf(body), `${body.name}, ${body.code}: ${body.text}${why}`, scimType)
}

/** What any of it refuses or fails at, in the form of SCIM. */
export const sendRefusal = (
  reason: unknown,
  request: Request,
  response: Response,
  { log }: Pick<Auth, 'log'>,
): void => {
  let refusal = reason
  if (!(reason instanceof ScimRefusal)) {
    const fault = reason instanceof Failure ? reason : (bodyFault(reason as object, request) ?? reason)
    const body = errorOf(fault, { log, what: 'a request of SCIM', whom: { address: request.ip } })
    if (body.retry_ms !== undefined) response.set('Retry-After', String(Math.ceil(body.retry_ms / 1_000)))
    refusal = asRefusal(body)
  }
  const { status, scimType, message } = refusal as ScimRefusal
  if (status === 401) response.set('WWW-Authenticate', 'Bearer')
  response.set('Cache-Control', 'no-store')
  send(response, status, {
    schemas: [errorSchema],
    status: String(status),
    ...(scimType && { scimType }),
    detail: message,
  })
}

const readBody = express.json({ type: [type, 'application/json'], limit: '1mb', inflate: false })

/** A body of another kind is none that could be read in its place. */
const wantBody: RequestHandler = (request, _response, next) => {
  if (request.body === undefined) throw new ScimRefusal(415, `The body is JSON, as ${type}.`)
  next()
}

export const scimRoutes = (auth: Auth): ServedRoutes['answers'] => {
  const known: RequestHandler = async (request, response, next) => {
    response.locals.by = await directoryOf(request, auth)
    next()
  }
  const answered =
    (answer: (asked: Asked) => unknown, isOne: boolean): RequestHandler =>
    async (request, response) => {
      const id = isOne ? String(request.params.id) : ''
      if (isOne && !isId(id)) return notFound()
      const by = response.locals.by as Directory
      await answer({
        request,
        response,
        auth,
        by,
        base: baseOf(request, auth),
        body: request.body,
        id: id.toLowerCase(),
      })
    }
  const all = (answer: (asked: Asked) => unknown) => [known, answered(answer, false)]
  const one = (answer: (asked: Asked) => unknown) => [known, answered(answer, true)]
  const allBy = (answer: (asked: Asked) => unknown) => [known, readBody, wantBody, answered(answer, false)]
  const oneBy = (answer: (asked: Asked) => unknown) => [known, readBody, wantBody, answered(answer, true)]
  return {
    'GET /scim/v2/ServiceProviderConfig': all(({ response, base }) => send(response, 200, providerConfig(base))),
    'GET /scim/v2/ResourceTypes': all(({ response, base }) => send(response, 200, listOf(resourceTypes(base)))),
    'GET /scim/v2/ResourceTypes/:name': all(({ request, response, base }) =>
      send(response, 200, described(resourceTypes(base), request.params.name)),
    ),
    'GET /scim/v2/Schemas': all(({ response, base }) => send(response, 200, listOf(schemas(base)))),
    'GET /scim/v2/Schemas/:name': all(({ request, response, base }) =>
      send(response, 200, described(schemas(base), request.params.name)),
    ),
    'GET /scim/v2/Users': all(listUsers),
    'POST /scim/v2/Users': allBy(postUser),
    'GET /scim/v2/Users/:id': one(getUser),
    'PUT /scim/v2/Users/:id': oneBy(putUser),
    'PATCH /scim/v2/Users/:id': oneBy(patchUser),
    'DELETE /scim/v2/Users/:id': one(deleteUser),
    'GET /scim/v2/Groups': all(listGroups),
    'POST /scim/v2/Groups': allBy(postGroup),
    'GET /scim/v2/Groups/:id': one(getGroup),
    'PUT /scim/v2/Groups/:id': oneBy(putGroup),
    'PATCH /scim/v2/Groups/:id': oneBy(patchGroup),
    'DELETE /scim/v2/Groups/:id': one(deleteGroup),
  }
}
