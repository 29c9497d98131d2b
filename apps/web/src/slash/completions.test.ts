import { expect, test } from 'vitest'
import type { SlashCommand } from './command.ts'
import { completionsOf } from './completions.ts'

const commands: SlashCommand[] = [
  { name: 'help', about: 'Names the commands.' },
  { name: 'shrug', about: 'Shrugs.', takes: [{ name: 'message', kind: 'text', optional: true }] },
  { name: 'kick', about: 'Takes out.', takes: [{ name: 'person', kind: 'user', among: 'members' }] },
  { name: 'invite', about: 'Brings in.', takes: [{ name: 'person', kind: 'user' }] },
  {
    name: 'play',
    about: 'Plays.',
    takes: [
      { name: 'how', kind: 'choice', choices: ['loud', 'low'] },
      { name: 'for', kind: 'user', among: 'members' },
      { name: 'where', kind: 'room' },
    ],
  },
  { name: 'slow', about: 'Slows.', takes: [{ name: 'pause', kind: 'duration', off: true }] },
]
const names = { members: ['Ann Lee', 'Bob'], others: ['Cid'], rooms: ['Orchestra', 'Anneliese', 'Garden'] }
const texts = (text: string) => completionsOf(commands, text, names).map((one) => one.text)

test('a name that is being typed is completed until there is a space', () => {
  expect(texts('/')).toEqual(['/help', '/shrug ', '/kick ', '/invite ', '/play ', '/slow '])
  expect(texts('/SH')).toEqual(['/shrug '])
  expect([texts(''), texts('/x'), texts('/help '), texts('a /'), texts('/etc/'), texts('/shrug x')]).toEqual(
    Array(6).fill([]),
  )
  expect(completionsOf(commands, '/kic', names)).toEqual([
    { text: '/kick ', label: '/kick <person>', about: 'Takes out.' },
  ])
})

test('what a command takes is completed by what it is, one after the other, in quotation marks where it has blanks', () => {
  expect(texts('/kick ')).toEqual(['/kick Ann Lee', '/kick Bob'])
  expect(texts('/kick le')).toEqual(['/kick Ann Lee'])
  expect(texts('/kick Bob')).toEqual([])
  expect(texts('/invite ')).toEqual(['/invite Cid'])
  expect(texts('/play ')).toEqual(['/play loud ', '/play low '])
  expect(texts('/play lo')).toEqual(['/play loud ', '/play low '])
  expect(texts('/play low an')).toEqual(['/play low "Ann Lee" '])
  expect(texts('/play low "ann l')).toEqual(['/play low "Ann Lee" '])
  expect(texts('/play low "Ann Lee" ')).toEqual(names.rooms.map((name) => `/play low "Ann Lee" ${name}`))
  expect(texts('/play low Bob or')).toEqual(['/play low Bob Orchestra'])
  expect(texts('/slow o')).toEqual(['/slow off'])
})

test('whoever begins a name with an @ is offered it as in any message, and not twice', () => {
  expect(texts('/kick @an')).toEqual([])
})
