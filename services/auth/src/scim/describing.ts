/** What this server says of its SCIM to whoever sets a directory up (RFC 7643, 5 to 7). */
import { groupSchema } from './groups.ts'
import { notFound } from './refusal.ts'
import { userSchema } from './user-resource.ts'

/** Of a list, at most, and where nothing is said. */
export const mostListed = 200
export const usuallyListed = 100

const listed = 'urn:ietf:params:scim:api:messages:2.0:ListResponse'

export const listOf = (resources: readonly unknown[], totalResults = resources.length, startIndex = 1) => ({
  schemas: [listed],
  totalResults,
  startIndex,
  itemsPerPage: resources.length,
  Resources: resources,
})

export const providerConfig = (base: string) => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
  patch: { supported: true },
  bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
  filter: { supported: true, maxResults: mostListed },
  changePassword: { supported: false },
  sort: { supported: false },
  etag: { supported: true },
  authenticationSchemes: [
    {
      type: 'oauthbearertoken',
      name: 'Service key',
      description: 'The secret of a service key for scim:write, as a bearer token.',
      primary: true,
    },
  ],
  meta: { resourceType: 'ServiceProviderConfig', location: `${base}/ServiceProviderConfig` },
})

const resourceType = (base: string, name: 'User' | 'Group', schema: string) => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
  id: name,
  name,
  endpoint: `/${name}s`,
  schema,
  meta: { resourceType: 'ResourceType', location: `${base}/ResourceTypes/${name}` },
})

const attribute = (name: string, more: Readonly<Record<string, unknown>> = {}) => ({
  name,
  type: 'string',
  multiValued: false,
  required: false,
  caseExact: false,
  mutability: 'readWrite',
  returned: 'default',
  uniqueness: 'none',
  ...more,
})

const parts = (names: readonly string[]) => ({ subAttributes: names.map((name) => attribute(name)) })
const externalId = attribute('externalId', { caseExact: true })

const schema = (base: string, id: string, name: string, attributes: readonly unknown[]) => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:Schema'],
  id,
  name,
  attributes,
  meta: { resourceType: 'Schema', location: `${base}/Schemas/${id}` },
})

export const resourceTypes = (base: string) => [
  resourceType(base, 'User', userSchema),
  resourceType(base, 'Group', groupSchema),
]

export const schemas = (base: string) => [
  schema(base, userSchema, 'User', [
    attribute('userName', { required: true, uniqueness: 'server' }),
    attribute('displayName'),
    externalId,
    attribute('active', { type: 'boolean' }),
    attribute('name', {
      type: 'complex',
      ...parts(['formatted', 'familyName', 'givenName', 'middleName', 'honorificPrefix', 'honorificSuffix']),
    }),
    attribute('emails', {
      type: 'complex',
      multiValued: true,
      subAttributes: [attribute('value'), attribute('type'), attribute('primary', { type: 'boolean' })],
    }),
  ]),
  schema(base, groupSchema, 'Group', [
    attribute('displayName', { required: true, uniqueness: 'server' }),
    externalId,
    attribute('members', {
      type: 'complex',
      multiValued: true,
      ...parts(['value', 'display', 'type']),
    }),
  ]),
]

/** The one of this id. */
export const described = <Of extends { readonly id: string }>(all: readonly Of[], id: unknown): Of =>
  all.find((one) => one.id === id) ?? notFound()
