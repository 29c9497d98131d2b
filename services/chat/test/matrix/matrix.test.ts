/** Every command, tried by somebody of every standing in rooms of every kind and state. */
import { type CommandName, type CommandOf, type Input, type Output, commands as table } from '@parley/protocol'
import { expect, test } from 'vitest'
import { useChat } from '../running-chat.ts'
import { type Ground, groundsOf, type State, standings, stands, states } from './ground.ts'
import { type Cell, type Row, rows, type Whose } from './rows.ts'

const chat = await useChat({ ROOMS_PER_ACCOUNT: '10000' })
const ground = groundsOf(chat)

const commands = Object.keys(rows) as CommandOf<'chat'>[]
const rowOf = (command: CommandName) => rows[command as CommandOf<'chat'>] as Row

const isAboutWritten = (command: CommandName): boolean => ['message', 'poll'].includes(rowOf(command).about ?? '')

const cellsOf = (command: CommandName): Cell[] => {
  const whose: Whose[] = isAboutWritten(command) ? ['own', 'other'] : ['none']
  const where = rowOf(command).about === 'no room' ? (['group'] as const) : states
  return where.flatMap((state) =>
    standings
      .filter((standing) => stands(state, standing))
      .flatMap((standing) => whose.map((one) => ({ state, standing, whose: one }))),
  )
}

/** Who has never written has no message there: their cell is about the first position. */
const seqOf = ({ said, who, other }: Ground, { standing, whose }: Cell): number =>
  said.get((whose === 'own' ? who[standing] : other).user) ?? 1

const titleOf = ({ state, standing, whose }: Cell): string =>
  `${state}: ${standing}${whose === 'none' ? '' : `, ${whose === 'own' ? 'of their own' : 'of somebody else'}`}`

/** Of a command that answers for each room of several: what it says of the one. */
const refusedIn = (answer: object): string | undefined =>
  (answer as Partial<Output<'message.forward'>>).refused?.[0]?.error.name

/** What it answers; what is refused leaves the room as it was. */
const outcome = async (command: CommandName, cell: Cell, at: Ground): Promise<string> => {
  const { standing } = cell
  const before = await at.head()
  const input = rowOf(command).input({ ...at, standing, seq: seqOf(at, cell) })
  const answer = await chat.ask(at.who[standing], command, input as Input<CommandName>)
  const refused = 'ok' in answer ? refusedIn(answer.ok as object) : answer.error.name
  if (refused === undefined) return 'ok'
  return ((await at.head()) ?? before) === before ? refused : `${refused}, and left something behind`
}

/** Rooms in which the commands before have done nothing, by their state and what is written there. */
const untouched = new Map<string, Ground>()

/**
 * A room in which something was done already does for the next one, as long as that finds there what its row says; what it does not, is
 * tried again where nothing was done.
 */
const tellOf = async (
  command: CommandName,
  state: State,
  cells: readonly Cell[],
): Promise<[title: string, outcome: string][]> => {
  const { about, gives } = rowOf(command)
  const written = about === 'poll' ? 'poll' : 'message'
  const place = `${state} ${written}`
  const told: [string, string][] = []
  let here = untouched.get(place)
  // What was tried in it before may have left something, as what is tried from now on may not.
  let isUsed = here !== undefined
  let isTouched = false
  for (const cell of cells) {
    here ??= await ground(state, written)
    let result = await outcome(command, cell, here)
    if (result !== gives(cell) && isUsed) {
      here = await ground(state, written)
      isUsed = isTouched = false
      result = await outcome(command, cell, here)
    }
    told.push([titleOf(cell), result])
    isTouched ||= result === 'ok' && table[command].rate !== 'read'
    isUsed ||= isTouched
  }
  if (here && !isTouched) untouched.set(place, here)
  else untouched.delete(place)
  return told
}

const tell = async (command: CommandName): Promise<Record<string, string>> => {
  const cells = cellsOf(command)
  const told = await Promise.all(
    states.map((one) =>
      tellOf(
        command,
        one,
        cells.filter(({ state }) => state === one),
      ),
    ),
  )
  return Object.fromEntries(told.flat())
}

test('the table has at least 6,000 cells', () => {
  expect(commands.flatMap(cellsOf).length).toBeGreaterThanOrEqual(6_000)
})

test.each(commands)('%s answers as its row says, whoever asks and whatever the room is', async (command) => {
  const { gives } = rowOf(command)
  expect(await tell(command)).toEqual(Object.fromEntries(cellsOf(command).map((cell) => [titleOf(cell), gives(cell)])))
})
