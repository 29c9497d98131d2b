import { randomUUID } from 'node:crypto'
import { commands, matches } from '@parley/protocol'
import { expect, test } from 'vitest'
import { makeCode, readCode } from './invite-code.ts'

test('a code says to which group or space it leads, and is as the protocol has it', () => {
  const room = randomUUID()
  const code = makeCode(room)
  expect(readCode(code).place).toBe(room)
  expect(matches(commands['invite.accept'].input, { code })).toBe(true)
})

test('no two codes of a group have a hash in common, and none is in what is kept', () => {
  const room = randomUUID()
  const codes = Array.from({ length: 1_000 }, () => makeCode(room))
  expect(new Set(codes.map((code) => readCode(code).hash.toString('hex'))).size).toBe(codes.length)
  for (const code of codes)
    expect(readCode(code).hash.includes(Buffer.from(code, 'base64url').subarray(16))).toBe(false)
})
