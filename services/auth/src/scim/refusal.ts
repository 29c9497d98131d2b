/** What SCIM refuses, in its own words (RFC 7644, 3.12). */
export type ScimType =
  | 'invalidFilter'
  | 'invalidPath'
  | 'invalidSyntax'
  | 'invalidValue'
  | 'mutability'
  | 'noTarget'
  | 'tooMany'
  | 'uniqueness'

export class ScimRefusal extends Error {
  readonly status: number
  readonly scimType: ScimType | undefined

  constructor(status: number, detail: string, scimType?: ScimType) {
    super(detail)
    this.status = status
    this.scimType = scimType
  }
}

export const refuse: (scimType: ScimType, detail: string) => never = (scimType, detail) => {
  throw new ScimRefusal(scimType === 'uniqueness' ? 409 : 400, detail, scimType)
}

export const notFound: () => never = () => {
  throw new ScimRefusal(404, 'There is no such resource: look for it by a filter.')
}
