import { expect, test } from 'vitest'
import { routeFaults } from './routes.ts'
import { readSources } from './source.ts'

test('no server answers over HTTP what no route names', async () => {
  const sources = await readSources()
  expect(sources.filter((source) => routeFaults(source).length > 0).map(({ path }) => path)).toEqual([])
})

test.each([
  ['services/x/src/http.ts', "app.get('/secret', answer)", [1]],
  ['gateway/src/http-api.ts', '\nconst routes = express.Router()', [2]],
  ['services/x/src/http.ts', "http.serve({ answers: { 'GET /x': answer } })", []],
  ['services/x/src/store.ts', 'known.get(id)', []],
  ['tests/setup/x.ts', "app.get('/secret', answer)", []],
])('%s with `%s` has faults in lines %j', (path, text, lines) => {
  expect(routeFaults({ path, text })).toEqual(lines)
})
