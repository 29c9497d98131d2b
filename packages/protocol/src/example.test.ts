import { describe, expect, test } from 'vitest'
import { type Command, commands, type Event, events, exampleOf, matches, type Signal, signals } from './index.ts'

describe('the example of a shape is one that it takes:', () => {
  test.each(Object.entries<Command>(commands))('what %s takes and answers', (_, { input, output }) => {
    expect(matches(input, exampleOf(input)), JSON.stringify(exampleOf(input))).toBe(true)
    expect(matches(output, exampleOf(output)), JSON.stringify(exampleOf(output))).toBe(true)
  })

  test.each(Object.entries<Event | Signal>({ ...events, ...signals }))('what %s says', (_, { body }) => {
    expect(matches(body, exampleOf(body)), JSON.stringify(exampleOf(body))).toBe(true)
  })
})
