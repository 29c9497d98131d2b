import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { httpConfig, makeHttpSide, readConfig } from '../src/index.ts'

test('whoever asks at the same time whether a process is ready has the answer of one look, and later ones another', async () => {
  let looks = 0
  const ready = async () => {
    looks++
    await sleep(200)
    return true
  }
  await using http = makeHttpSide(ready, readConfig(httpConfig, {}))
  const port = await http.listen(0, '127.0.0.1')
  const ask = async () => (await fetch(`http://127.0.0.1:${port}/ready`)).status
  expect(await Promise.all(Array.from({ length: 50 }, ask))).toEqual(Array(50).fill(200))
  expect(looks).toBeLessThan(10)
  const before = looks
  expect(await ask()).toBe(200)
  expect(looks).toBe(before + 1)
})
