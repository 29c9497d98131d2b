import { owners } from '@parley/protocol'
import type { Environment } from '@parley/service-kit'
import { usage as adminUsage } from './admin/usage.ts'
import { withoutServers } from './without-servers.ts'

export interface Command {
  /** What may stand behind the name. */
  readonly takes?: string
  /** What `--help` tells, where a line does not do. */
  readonly usage?: string
  /** Whether some of that begins with a dash; it then refuses what it does not know. */
  readonly hasOptions?: boolean
  readonly about: string
  /** Resolves to the exit code, or to nothing where that is 0; a process of the platform ends by itself. */
  run(args: readonly string[], env: Environment): Promise<number | undefined>
}

const runs = (main: () => Promise<unknown>) => async (): Promise<undefined> => void (await main())

/** The processes, by the owners that the protocol names. */
const processes = owners.map((name): [string, Command] => [
  name,
  {
    about: name === 'gateway' ? 'runs a gateway' : `runs the ${name} service`,
    run: runs(() => import(`@parley/${name}/main`)),
  },
])

/**
 * Everything that `parley` can be asked for, by its first word; loaded only then, so that a process holds nothing of the
 * others.
 */
export const commands: Readonly<Record<string, Command>> = {
  ...Object.fromEntries(processes),
  standalone: {
    about: 'runs everything in one process, with a Postgres, NATS and Redis of its own',
    run: runs(async () => (await import('./standalone.ts').catch(withoutServers)).standalone()),
  },
  migrate: {
    takes: '[<service>]',
    about: 'brings the database to this release, for all services or for one',
    run: async (args, env) => (await import('./migrate.ts')).migrate(args, env),
  },
  'nats-config': {
    takes: '[<prefix> …]',
    about: 'prints the users of NATS, one for each process, and what each may do; of all deployments that share it',
    run: async (args, env) => (await import('./nats-config.ts')).printNatsConfig(args, env),
  },
  secrets: {
    takes: '<folder>',
    about: 'makes random passwords for a deployment on one machine, and the files that tell each process its own',
    run: async (args, env) => (await import('./make-secrets.ts')).makeSecrets(args, env),
  },
  backup: {
    takes: '<file>',
    about: 'writes all that people have written into a file (- for the output), while everything runs',
    run: async (args, env) => (await import('./backup/backup.ts')).backup(args, env),
  },
  restore: {
    takes: '<file> [--replace]',
    hasOptions: true,
    about: 'puts a backup (- for the input) into an empty database, in a new epoch; --replace: over what is there',
    run: async (args, env) => (await import('./backup/restore.ts')).restore(args, env),
  },
  check: {
    takes: '[<service> …] [--repair]',
    hasOptions: true,
    about: 'tells what the tables of the services disagree on, while everything runs; --repair: mends it',
    run: async (args, env) => (await import('./check/check.ts')).check(args, env),
  },
  admin: {
    takes: '<what> …',
    hasOptions: true,
    usage: adminUsage,
    about: 'finds, restricts and helps people, gives roles, makes service keys, tells who has done what; --help: each',
    run: async (args, env) => (await import('./admin/admin.ts')).admin(args, env),
  },
  'move-files': {
    about: 'puts files into the store in which they are kept now, out of the other one, while everything runs',
    run: async (_, env) => (await import('./move-files.ts')).moveAllFiles(env),
  },
  appoint: {
    takes: '<room or space> <user>',
    about: 'makes somebody who is in a group or a space its owner, where nobody else can',
    run: async (args, env) => (await import('./rooms/appoint.ts')).appointOwner(args, env),
  },
  reports: {
    takes: '[<id> | closed]',
    about: 'lists the messages that people have reported, or tells one report with all that was sealed',
    run: async (args, env) => (await import('./reports.ts')).tellReports(args, env),
  },
  'close-report': {
    takes: '<id> acted|unfounded|duplicate <reason>',
    about: 'says what was done about a report, and why; what was sealed stays, and nobody is told',
    run: async (args, env) => (await import('./reports.ts')).closeReport(args, env),
  },
  'export-room': {
    takes: '<room> <file>',
    about: 'writes a room with all that was said in it, and its positions, into a file (- for the output)',
    run: async (args, env) => (await import('./rooms/export-room.ts')).exportRoomTo(args, env),
  },
  'import-room': {
    takes: '<file>',
    about: 'puts a room of another deployment in, with its ids and positions; all of it, or nothing',
    run: async (args, env) => (await import('./rooms/import-room.ts')).importRoomFrom(args, env),
  },
  hold: {
    takes: '[room|space|person <id> <reason>]',
    about:
      'keeps for the operator what is taken back or removed of it from now on, unnoticed; by itself, lists what is held',
    run: async (args, env) => (await import('./rooms/hold.ts')).holdBack(args, env),
  },
  'lift-hold': {
    takes: 'room|space|person <id>',
    about: 'ends a hold, and removes what was kept by it alone',
    run: async (args, env) => (await import('./rooms/hold.ts')).liftHold(args, env),
  },
  'export-hold': {
    takes: 'room|space|person <id> <file>',
    about: 'writes all messages and edits of it, those that were kept too, into a file (- for the output)',
    run: async (args, env) => (await import('./rooms/hold.ts')).exportHold(args, env),
  },
  'new-epoch': {
    takes: '[<service> …]',
    about: 'after a backup was restored, before anything is started: lets every client start afresh',
    run: async (args, env) => (await import('./new-epoch.ts')).newEpoch(args, env),
  },
  config: {
    takes: 'check [<process> …] [--file <path>]',
    hasOptions: true,
    about: 'tells every fault of the settings in the environment, or in a file of NAME=value lines',
    run: async (args, env) => (await import('./config-check.ts')).checkConfig(args, env),
  },
}
