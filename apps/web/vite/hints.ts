/**
 * Says in the page what its first script asks for when it runs, so that a browser asks for that at once: the rest of the page, and for
 * `public/boot.js` the first texts of each language, of which it takes one.
 */
import type { HtmlTagDescriptor, Plugin, Rollup } from 'vite'

const preloaded = (file: string): HtmlTagDescriptor => ({
  tag: 'link',
  attrs: { rel: 'modulepreload', crossorigin: true, href: `/${file}` },
  injectTo: 'head',
})

const hintsAt = ({ name, fileName, facadeModuleId }: Rollup.OutputChunk): readonly HtmlTagDescriptor[] => {
  const [, language] = /\/([a-z]+)\.po\?first$/.exec(facadeModuleId ?? '') ?? []
  if (language)
    return [
      { tag: 'meta', attrs: { name: `catalogue-${language}`, content: `/${fileName}` }, injectTo: 'head-prepend' },
    ]
  return name === 'start' ? [preloaded(fileName)] : []
}

export const hints = (): Plugin => ({
  name: 'parley-hints',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler: (_html, { bundle = {} }) =>
      Object.values(bundle).flatMap((file) => (file.type === 'chunk' ? hintsAt(file) : [])),
  },
})
