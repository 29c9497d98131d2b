// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are sources
import { describe, expect, test } from 'vitest'
import { mixedTexts } from './names-apart.ts'
import { parseSource } from './source.ts'

const linesIn = (...lines: readonly string[]) => mixedTexts(parseSource('apps/web/src/a.tsx', lines.join('\n')))

describe('what people wrote stands apart', () => {
  test.each([
    ['beside text of the page', 'const A = ({ name }) => <p>By {name}</p>'],
    ['under another name', 'const A = ({ by }) => { const who = useName(by); return <p>{who} typed</p> }'],
    ['beside what another wrote', 'const A = ({ a, b }) => <p>{tame(a)}{b}</p>'],
    ['in a string', 'const A = ({ a }) => <p>{a && `called ${tame(a)}`}</p>'],
    ['in a question', 'const A = ({ name }) => <Confirm question={`Remove ${name}?`} />'],
    ['in a fragment', 'const A = ({ name }) => <><b>Who</b> is {name}</>'],
    ['where one of two is shown', "const A = ({ name }) => <p>By {name ? name : 'nobody'}</p>"],
  ])('which it does not %s', (_, line) => expect(linesIn('', line)).toEqual([2]))

  test.each([
    ['in an element of its own', 'const A = ({ name }) => <p>By <bdi>{name}</bdi></p>'],
    ['alone', 'const A = ({ name }) => <h2>{tame(name)}</h2>'],
    ['beside a picture', 'const A = ({ name }) => <p><Icon /> {name}</p>'],
    ['in a string that sets it apart', 'const A = ({ a }) => <Dialog title={`About ${apart(tame(a))}`} />'],
    ['where it is only asked whether there is one', "const A = ({ name }) => <p>Hello {name ? 'you' : 'all'}</p>"],
    ['in what is read by a program', 'const A = ({ name }) => <button aria-label={`Remove ${name}`}>x</button>'],
  ])('which it does %s', (_, line) => expect(linesIn('', line)).toEqual([]))
})
