/** Faults that may be over by themselves, so that whoever runs a task may run it again; all others need somebody. */

/** Of the network, before Postgres said anything. */
const ofNetwork = [
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
  'ENOTFOUND',
]

/** SQLSTATE: connection failures, too many connections, a server that starts or stops or is read-only, locks, deadlocks. */
const ofPostgres = /^(08...|53300|57P0[123]|25006|55P03|40001|40P01)$/

/** What the driver says, without a code, of a connection that ended under it or was never answered. */
const ofDriver = /^(Connection terminated|timeout expired)/

interface Fault extends Error {
  readonly code?: string
  readonly errors?: readonly Fault[]
}

const causesOf = (reason: Fault): Fault[] =>
  reason.cause instanceof Error ? [reason, ...causesOf(reason.cause)] : [reason]

export const passesByItself = (reason: Error): boolean =>
  causesOf(reason).some(
    ({ code = '', message }) => ofNetwork.includes(code) || ofPostgres.test(code) || ofDriver.test(message),
  )

/** Of a host with several addresses the error of each is known, and the whole says nothing. */
export const messageOf = (reason: Fault): string => reason.message || (reason.errors ?? []).map(messageOf).join('; ')

/** The exit code of what may be tried again, from sysexits.h. */
export const tryAgain = 75
