/** What a request of SCIM asks for: by whose key, which of many, and which of what is told. */
import { scimScope } from '@parley/protocol'
import { originText } from '@parley/service-kit'
import { serviceKeyPrefix } from '@parley/wire'
import type { Request } from 'express'
import type { Auth } from '../context.ts'
import { bearerOf } from '../service-keys.ts'
import { hashOfToken } from '../sessions.ts'
import { mostListed, usuallyListed } from './describing.ts'
import type { Directory } from './directory.ts'
import { readFilter } from './filter.ts'
import { refuse, ScimRefusal } from './refusal.ts'
import type { Resource } from './resource.ts'
import { type Column, type Where, whereOf } from './where.ts'

const unknownKey = () => new ScimRefusal(401, 'Send the secret of a service key for scim:write as a bearer token.')

/** Whose key it is. Of what is here nobody else learns anything. */
export const directoryOf = async (request: Request, { db, attempts }: Auth): Promise<Directory> => {
  const address = request.ip ?? ''
  await attempts.allow('refresh', address)
  const [, secret = ''] = /^Bearer ([\w-]{1,200})$/i.exec(request.get('authorization') ?? '') ?? []
  if (!secret.startsWith(serviceKeyPrefix)) throw unknownKey()
  const bearer = await bearerOf(db, hashOfToken(secret).toString('base64url'))
  if (!bearer) throw unknownKey()
  if (!bearer.scopes.includes(scimScope) || bearer.game !== undefined)
    throw new ScimRefusal(403, 'This service key is not for scim:write, or is for one game: make another.')
  return { user: bearer.user, address }
}

export const baseOf = (request: Request, { config, edge }: Auth): string =>
  `${originText(config.PUBLIC_URL ?? edge.originOf(request))}/scim/v2`

const queryOf = (request: Request): URLSearchParams => new URL(request.originalUrl, 'http://localhost').searchParams

const numberIn = (query: URLSearchParams, name: string, usual: number): number => {
  const text = query.get(name)
  if (text === null) return usual
  return /^-?\d{1,9}$/.test(text) ? Number(text) : refuse('invalidValue', `${name} is a whole number.`)
}

export interface Page {
  readonly where: Where
  /** From 1. */
  readonly start: number
  readonly count: number
}

export const pageOf = (request: Request, columns: Readonly<Record<string, Column>>): Page => {
  const query = queryOf(request)
  const filter = query.get('filter')
  return {
    where: filter === null ? { sql: 'true', values: [] } : whereOf(readFilter(filter), columns),
    start: Math.max(1, numberIn(query, 'startIndex', 1)),
    count: Math.min(mostListed, Math.max(0, numberIn(query, 'count', usuallyListed))),
  }
}

const always = ['schemas', 'id']

const namesIn = (text: string | null): string[] | undefined =>
  text === null ? undefined : text.split(',').map((name) => (name.trim().split(/[.:]/).at(0) ?? '').toLowerCase())

export type Telling = (is: Resource) => Record<string, unknown>

/** Only what is asked for, by the names of whole attributes. */
export const tellingOf = (request: Request): Telling => {
  const query = queryOf(request)
  const [wanted, unwanted] = [namesIn(query.get('attributes')), namesIn(query.get('excludedAttributes'))]
  const isTold = (name: string) => {
    if (always.includes(name)) return true
    return wanted ? wanted.includes(name.toLowerCase()) : !unwanted?.includes(name.toLowerCase())
  }
  return (is) => Object.fromEntries(Object.entries(is).filter(([name]) => isTold(name)))
}
