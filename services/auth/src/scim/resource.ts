/** What all resources have: where they are, and a version by which a change of another is noticed (RFC 7644, 3.14). */
import { createHash } from 'node:crypto'
import { ScimRefusal } from './refusal.ts'

export interface Resource {
  readonly schemas: readonly string[]
  readonly id: string
  readonly meta: {
    readonly resourceType: string
    readonly created: string
    readonly lastModified: string
    readonly location: string
    readonly version: string
  }
  readonly [attribute: string]: unknown
}

interface Told {
  readonly kind: 'User' | 'Group'
  readonly schema: string
  readonly id: string
  readonly createdAt: Date
  readonly changedAt: Date
  readonly is: Readonly<Record<string, unknown>>
}

/** Of what it says, so that it is another also where a person changes their own name. */
const versionOf = (is: unknown): string =>
  `W/"${createHash('sha256').update(JSON.stringify(is)).digest('base64url').slice(0, 22)}"`

export const resource = (base: string, { kind, schema, id, createdAt, changedAt, is }: Told): Resource => ({
  schemas: [schema],
  id,
  ...is,
  meta: {
    resourceType: kind,
    created: createdAt.toISOString(),
    lastModified: changedAt.toISOString(),
    location: `${base}/${kind}s/${id}`,
    version: versionOf({ id, ...is }),
  },
})

/** Whether one of the versions that a header names is this one. */
export const isNamed = (header: string, { meta }: Resource): boolean =>
  header === '*' || header.split(',').some((one) => one.trim().replace(/^(?:W\/)?/, 'W/') === meta.version)

export const checkVersion = (ifMatch: string | undefined, is: Resource): void => {
  if (ifMatch !== undefined && !isNamed(ifMatch, is))
    throw new ScimRefusal(412, 'It was changed since that version: get it again, and repeat the change.')
}
