/** Finds the examples in a page, so that they can be held to the table. */

/** A frame as it stands in a `text` block; `sent` by the client. */
export interface ShownFrame {
  readonly sent: boolean
  readonly frame: Record<string, unknown>
}

export interface ShownRequest {
  readonly command: string
  readonly input: unknown
  readonly status: number
  readonly output: unknown
}

const blocks = (page: string, language: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))].map((match) => match[1] as string)

/** Each block's frames; blocks without an arrow show something else. */
export const shownFrames = (page: string): ShownFrame[][] =>
  blocks(page, 'text')
    .filter((block) => /^[→←]/.test(block))
    .map((block) =>
      block
        .split(/^(?=[→←])/m)
        .map((text) => ({ sent: text.startsWith('→'), frame: JSON.parse(text.slice(1)) as Record<string, unknown> })),
    )

export const shownRequests = (page: string): ShownRequest[] =>
  blocks(page, 'http').map((block) => {
    const [, path = '', input = '', status = '', output = ''] =
      /^POST (\S+)\n.*?\n\n(.*?)\n\nHTTP\/1\.1 (\d+)\n\n(.*)$/s.exec(block) ?? []
    return {
      command: path.replace(/^\/(v1|auth)\//, ''),
      input: JSON.parse(input),
      status: Number(status),
      output: JSON.parse(output),
    }
  })
