import { expect, test } from 'vitest'
import { questionFaults } from './questions.ts'
import { parseSource } from './source.ts'

const inService = (text: string) => questionFaults(parseSource('services/chat/src/x.ts', text))

test('a bus that is asked beside the table of questions is found, and a question of the table is not', () => {
  expect(inService("await bus.ask('parley.secret', {})")).toHaveLength(1)
  expect(inService("kit.bus.answer<number, number>(subject, 'chat', tell)")).toHaveLength(1)
  expect(inService("await askOwner(bus, 'auth', 'outbox', question)")).toEqual([])
  expect(inService('wire.ask(name, input)')).toEqual([])
})

test('in tests a bus may be asked anything', () => {
  expect(questionFaults(parseSource('services/chat/test/x.ts', 'bus.ask(subject, 1)'))).toEqual([])
})
