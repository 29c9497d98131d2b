import type { Owner } from '@parley/protocol'
import { type Environment, processConfig, readConfig } from '@parley/service-kit'
import { gatewayRights, type Rights, serviceRights } from '@parley/wire'
import { services } from './services.ts'

export const natsConfigTable = { NATS_PREFIX: processConfig.NATS_PREFIX }

/** As the process names itself to NATS, in its NATS_URL. */
export const natsUserOf = (prefix: string, name: string): string => `${prefix}-${name}`

/** The variable of a nats-server that holds the password of this process. */
export const natsPasswordVariable = (name: string): string => `NATS_PASSWORD_${name.toUpperCase()}`

const followersOf = (owner: Owner): Owner[] =>
  services.filter(({ follows }) => follows.includes(owner)).map(({ service }) => service.name)

/** Of every process by its name. */
export const natsRights = (prefix: string): ReadonlyMap<string, Rights> => {
  const owners = services.map(({ service }) => service.name as Owner)
  return new Map([
    ['gateway', gatewayRights(prefix, natsUserOf(prefix, 'gateway'), owners)],
    ...services.map(({ service, follows, asks }): [string, Rights] => [
      service.name,
      serviceRights(prefix, natsUserOf(prefix, service.name), service.name, {
        follows,
        followers: followersOf(service.name),
        ...(asks ? { asks } : {}),
      }),
    ]),
  ])
}

const listOf = (subjects: readonly string[]): string => `[${subjects.map((name) => `"${name}"`).join(', ')}]`

const userText = (user: string, password: string, { publish, subscribe, answers }: Rights): string => `    {
      user: "${user}"
      password: ${password}
      permissions: {
        publish: ${listOf(publish)}
        subscribe: ${listOf(subscribe)}
        allow_responses: ${answers}
      }
    }`

const variable = (name: string) => `$${natsPasswordVariable(name)}`

type PasswordOf = (name: string) => string

const usersOf = (prefix: string, passwordOf: PasswordOf): string[] =>
  [...natsRights(prefix)].map(([name, rights]) => userText(natsUserOf(prefix, name), passwordOf(name), rights))

const authorizationOf = (users: readonly string[]): string => `authorization {
  users: [
${users.join('\n')}
  ]
}
`

/**
 * The `authorization` of a nats-server: one user for each process, who may do what that process does and nothing else.
 * `passwordOf` gives a password as NATS' configuration has it, in quotes; without it each is a variable.
 */
export const natsAuthorization = (prefix: string, passwordOf: PasswordOf = variable): string =>
  authorizationOf(usersOf(prefix, passwordOf))

const heading = "# Made by `parley nats-config`. The passwords are variables of the nats-server's environment."

/** Of several deployments on one NATS, the variables of the second and later ones have the prefix in their names. */
export const natsConfig = (prefix: string, ...others: readonly string[]): string => {
  const more = others.flatMap((other) => usersOf(other, (name) => variable(`${other.replaceAll(/\W/g, '_')}_${name}`)))
  return `${heading}\n${authorizationOf([...usersOf(prefix, variable), ...more])}`
}

const readPrefix = (given: string): string => readConfig(natsConfigTable, { NATS_PREFIX: given }).NATS_PREFIX

/** `[<prefix> …]`: of the deployments with these prefixes, or of that in the environment. */
export const printNatsConfig = async (args: readonly string[], env: Environment): Promise<undefined> => {
  const [prefix = readConfig(natsConfigTable, env).NATS_PREFIX, ...others] = args.map(readPrefix)
  process.stdout.write(natsConfig(prefix, ...others))
  return undefined
}
