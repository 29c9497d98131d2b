/** Markdown, as far as the generated pages need it. */
export type Row = readonly (string | number)[]

/** Pointed brackets outside of code, which would be taken for HTML. */
export const plainText = (text: string) =>
  text
    .split('`')
    .map((part, place) => (place % 2 === 0 ? part.replaceAll('<', '&lt;') : part))
    .join('`')

const cell = (text: string | number) => plainText(String(text)).replaceAll('|', '\\|').replaceAll('\n', ' ')
const line = (cells: Row) => `| ${cells.map(cell).join(' | ')} |`

export const table = (head: Row, rows: readonly Row[]): string =>
  [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')

export const code = (text: string | number) => `\`${text}\``

/** Where a heading of this text is reached within its page. */
export const anchor = (heading: string) =>
  `#${heading
    .toLowerCase()
    .replaceAll(/[^a-z0-9 _-]/g, '')
    .replaceAll(' ', '-')}`

export const link = (text: string, heading: string) => `[${text}](${anchor(heading)})`
