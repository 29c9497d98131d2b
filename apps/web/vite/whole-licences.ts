/** Some packages name their licence and do not carry it, though it asks to go along: it is written out for them. */
import type { Plugin } from 'vite'

const mit = (owner: string) => `Copyright (c) ${owner}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files
(the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge,
publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do
so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF
MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE
FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN
CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
`

/** Part of the text of all licences: a heading such as "thumbhash - 0.1.1 (MIT)", and nothing under it. */
const bare = /^(## (\S+) - \S+ \(MIT\)\n)\s*(?=^## |$(?!\s|\S))/gm

export const wholeLicences = (fileName: string): Plugin => ({
  name: 'parley-whole-licences',
  apply: 'build',
  generateBundle: {
    order: 'post',
    handler(_options, bundle) {
      const file = bundle[fileName]
      if (file?.type !== 'asset') return
      file.source = String(file.source).replace(
        bare,
        (_, heading, name) => `${heading}\n${mit(`the authors of ${name}`)}\n`,
      )
    },
  },
})
