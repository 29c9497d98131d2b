import { type ErrorBody, type ErrorName, errors } from '@parley/protocol'
import { expect } from 'vitest'
import type { UpgradeAnswer } from './upgrade.ts'

/** The error that an answer over HTTP is, where it is one. */
export const errorIn = ({ body }: UpgradeAnswer): ErrorBody | undefined =>
  body.startsWith('{"error"') ? (JSON.parse(body) as { error: ErrorBody }).error : undefined

export const expectRefusal = (answer: UpgradeAnswer, name: ErrorName): void =>
  expect({ status: answer.status, name: errorIn(answer)?.name }).toEqual({ status: errors[name].status, name })
