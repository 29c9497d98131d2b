/** What may come of hostile input: an answer, a refusal that is the client's own fault, or an end that says why. */
import assert from 'node:assert/strict'
import {
  closeCodes,
  type ErrorBody,
  type ErrorName,
  errors,
  type ServerFrame,
  type Subprotocol,
} from '@parley/protocol'
import { closeCodeOf, type Frame, opcodes, readFrames } from '../setup/frames.ts'
import { readAnswer } from '../setup/upgrade.ts'
import { decode, type Wire } from '../setup/wire.ts'
import type { Target } from './target.ts'

/** Faults of ours, whatever was sent. */
const ours: readonly ErrorName[] = ['INTERNAL', 'TIMEOUT', 'UNAVAILABLE']

const { FLOOD: _, ...notForFaults } = closeCodes

/** Whether a client can give the reason for this end. It gets its own code back, whatever that is. */
const isEnd = (code: number): boolean =>
  (code >= 1000 && code < 1015 && code !== 1011) ||
  (code >= 3000 && code < 5000 && !Object.values(notForFaults).some((ours) => ours.code === code))

/** What is told of an input is short, whatever the input is. */
const mostOfError = 1_000

const expectKnown = (error: ErrorBody): void => {
  const { name, code, text } = error
  assert.ok(JSON.stringify(error).length < mostOfError, `${name} says too much`)
  assert.deepEqual({ code, text }, { code: errors[name].code, text: errors[name].text })
  assert.ok(!ours.includes(name), `${name} is a fault of ours`)
}

/** What a command over HTTP is answered: its output, or an error of the table with that error's status. */
export const expectHttpAnswer = async (response: Response, { tally }: Target): Promise<void> => {
  const text = await response.text()
  tally.outcomes[response.ok ? 'good' : 'refused']++
  if (response.ok) return
  const { error } = JSON.parse(text) as { error: ErrorBody }
  expectKnown(error)
  assert.equal(response.status, errors[error.name].status)
}

const isAnswer = (frame: ServerFrame): boolean => 'ok' in frame || 'error' in frame

const expectGoodFrames = (frames: readonly ServerFrame[], { tally }: Target): void => {
  for (const frame of frames) {
    if ('error' in frame) expectKnown(frame.error)
    if (isAnswer(frame)) tally.outcomes['ok' in frame ? 'good' : 'refused']++
  }
}

/** Each of so many messages was answered, once; or the connection was closed for a reason. */
export const expectAnswered = async (wire: Wire, messages: number, target: Target): Promise<void> => {
  const answers = () => wire.frames.filter(isAnswer).length
  const before = answers()
  const answered = async () => {
    await wire.until(() => answers() - before >= messages)
    await wire.ask('ping', {})
    return answers() - before
  }
  const end = await Promise.race([answered().then((count) => ({ count })), wire.closed().then((code) => ({ code }))])
  if ('count' in end) assert.equal(end.count, messages + 1)
  else {
    assert.ok(isEnd(end.code), `closed with ${end.code}`)
    target.tally.outcomes.closed++
  }
  expectGoodFrames(wire.frames, target)
}

const expectGoodFrame = (frame: Frame): void => {
  assert.deepEqual(
    { ...frame, payload: 0, bytes: 0 },
    { ...frame, payload: 0, bytes: 0, fin: true, reserved: 0, isMasked: false },
  )
  assert.ok([opcodes.text, opcodes.binary, opcodes.close, opcodes.ping, opcodes.pong].includes(frame.opcode as never))
  if (frame.opcode === opcodes.close) assert.ok(isEnd(closeCodeOf(frame)), `closed with ${closeCodeOf(frame)}`)
}

const expectGoodSocket = (bytes: Buffer, subprotocol: Subprotocol, target: Target): void => {
  const { frames, rest } = readFrames(bytes)
  for (const frame of frames) expectGoodFrame(frame)
  assert.equal(rest.length, 0, 'the last frame is not whole')
  const isMessage = ({ opcode }: Frame) => opcode === opcodes.text || opcode === opcodes.binary
  expectGoodFrames(
    frames.filter(isMessage).map(({ payload }) => decode(subprotocol, payload)),
    target,
  )
}

/** What HTTP answers; a second answer may follow the first. */
const expectGoodBody = (body: Buffer, length: number): void => {
  const text = body.subarray(0, length).toString('utf8')
  if (text.startsWith('{"error"')) expectKnown((JSON.parse(text) as { error: ErrorBody }).error)
}

/** Everything that came back on one connection, be it HTTP or, after a handshake, frames. */
export const expectGoodBytes = (bytes: Buffer, target: Target): void => {
  const { outcomes } = target.tally
  if (bytes.length === 0) return void outcomes.closed++
  const { status, headers, body } = readAnswer(bytes.toString('latin1'))
  assert.ok(status >= 100 && status < 500, `answered with ${status}`)
  outcomes[status < 400 ? 'good' : 'refused']++
  const content = Buffer.from(body, 'latin1')
  if (status === 101) expectGoodSocket(content, headers['sec-websocket-protocol'] as Subprotocol, target)
  else expectGoodBody(content, Number(headers['content-length']))
}
