/**
 * Text sorts by code point on every machine and in every image; what the language of the reader asks for is the client's.
 * Nobody comes in without a password, whatever way.
 */
export const clusterArguments = [
  '--auth=scram-sha-256',
  '--encoding=UTF8',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--locale=C',
]

/** A commit is on the disk when it is acknowledged: every promise of the platform stands on the first two. */
const settings = { fsync: 'on', synchronous_commit: 'on', max_connections: '300' }

/**
 * Of data that is thrown away: it outlives every process, as the machine has it, and not the machine. The log is written all the same, for
 * whoever follows it.
 */
const passing = { ...settings, fsync: 'off', shared_buffers: '64MB', scram_iterations: '1' }

/** The server's arguments, the same embedded and in a container. */
export const postgresSettings = (durable: boolean, others: Record<string, string>): string[] =>
  Object.entries({ ...(durable ? { ...settings, shared_buffers: '256MB' } : passing), ...others }).flatMap(
    ([name, value]) => ['-c', `${name}=${value}`],
  )
