/** Faults that may be over by themselves, so that whoever runs a task may run it again; all others need somebody. */
import { isPassing } from '@parley/service-kit'

interface Fault extends Error {
  readonly errors?: readonly Fault[]
}

const causesOf = (reason: Fault): Fault[] =>
  reason.cause instanceof Error ? [reason, ...causesOf(reason.cause)] : [reason]

export const passesByItself = (reason: Error): boolean => causesOf(reason).some(isPassing)

/** Of a host with several addresses the error of each is known, and the whole says nothing. */
export const messageOf = (reason: Fault): string => reason.message || (reason.errors ?? []).map(messageOf).join('; ')

/** The exit code of what may be tried again, from sysexits.h. */
export const tryAgain = 75
