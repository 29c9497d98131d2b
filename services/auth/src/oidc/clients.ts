/** As whom this server is known to issuers with which people log in, and what their groups are here, as the settings say. */
import { type StaffRole, staffRoles } from '@parley/protocol'
import { ConfigFaults } from '@parley/service-kit'

export interface OidcClient {
  /** The issuer, as it is called here. */
  readonly issuer: string
  readonly id: string
  /** Undefined where there is none: PKCE is what protects the code then. */
  readonly secret: string | undefined
  /** As people are shown it. */
  readonly label: string
}

interface GroupRole {
  readonly issuer: string
  readonly group: string
  readonly role: StaffRole
}

const clientForm = /^([a-z0-9-]{1,32})=([^\s|]{1,256})(?:\|([^|]{1,64}))?$/
const secretForm = /^([a-z0-9-]{1,32})=(\S{1,512})$/
const roleForm = /^([a-z0-9-]{1,32})\|([^|]{1,128})=([a-z]+)$/

const capital = (name: string) => name.charAt(0).toUpperCase() + name.slice(1)

/** `studio=parley-web|Studio account`. Undefined where it is none. */
export const readClient = (text: string): Omit<OidcClient, 'secret'> | undefined => {
  const [, issuer, id, label] = clientForm.exec(text) ?? []
  return issuer && id ? { issuer, id, label: label?.trim() || capital(issuer) } : undefined
}

/** `studio=secret`. Undefined where it is none. */
export const readSecret = (text: string): readonly [string, string] | undefined => {
  const [, issuer, secret] = secretForm.exec(text) ?? []
  return issuer && secret ? [issuer, secret] : undefined
}

/** `studio|admins=admin`. Undefined where it is none. */
export const readGroupRole = (text: string): GroupRole | undefined => {
  const [, issuer, group, named] = roleForm.exec(text) ?? []
  const role = staffRoles.find((one) => one === named)
  return issuer && group && role ? { issuer, group, role } : undefined
}

const secretIn = (item: string) => {
  const secret = readSecret(item)
  return secret ? [secret] : []
}

interface Settings {
  readonly OIDC_CLIENTS: readonly string[]
  readonly OIDC_SECRETS: readonly string[]
  readonly OIDC_ROLES: readonly string[]
  readonly OIDC_SIGN_UP: readonly string[]
}

/** `issuers`: the names of those that are trusted. Throws ConfigFaults. */
export const clientsOf = (settings: Settings, issuers: readonly string[]): OidcClient[] => {
  const secrets = new Map(settings.OIDC_SECRETS.flatMap(secretIn))
  const clients = settings.OIDC_CLIENTS.flatMap((item) => readClient(item) ?? [])
  const roles = settings.OIDC_ROLES.flatMap((item) => readGroupRole(item) ?? [])
  const isClient = (name: string) => clients.some(({ issuer }) => issuer === name)
  const faults = [
    ...settings.OIDC_SIGN_UP.flatMap((name) =>
      issuers.includes(name) ? [] : [`OIDC_SIGN_UP has ${name}, which OIDC_ISSUERS does not name`],
    ),
    ...clients.flatMap(({ issuer }, place) => [
      ...(issuers.includes(issuer) ? [] : [`OIDC_CLIENTS has ${issuer}, which OIDC_ISSUERS does not name`]),
      ...(clients.findIndex((one) => one.issuer === issuer) === place ? [] : [`OIDC_CLIENTS has ${issuer} twice`]),
    ]),
    ...[...secrets.keys()].flatMap((name) =>
      isClient(name) ? [] : [`OIDC_SECRETS has ${name}, which OIDC_CLIENTS does not name`],
    ),
    ...roles.flatMap(({ issuer }) =>
      isClient(issuer) ? [] : [`OIDC_ROLES has ${issuer}, which OIDC_CLIENTS does not name`],
    ),
  ]
  if (faults.length > 0) throw new ConfigFaults(faults)
  return clients.map((client) => ({ ...client, secret: secrets.get(client.issuer) }))
}

/** The highest role that the groups of somebody give. `undefined` where this issuer gives none to anybody, `none` where not to them. */
export const roleOfGroups = (
  items: readonly string[],
  issuer: string,
  groups: readonly string[],
): StaffRole | 'none' | undefined => {
  const rows = items.flatMap((item) => readGroupRole(item) ?? []).filter((row) => row.issuer === issuer)
  if (rows.length === 0) return undefined
  const given = rows.filter(({ group }) => groups.includes(group)).map(({ role }) => role)
  return staffRoles.find((role) => given.includes(role)) ?? 'none'
}
