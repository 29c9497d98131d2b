/**
 * Modules named `….inline.ts` are carried out when they are built, and only what they export is in the bundle. So the SDK,
 * and the page with it, has from the protocol's table what it needs, and neither the schemas nor the library that they are made with.
 */
import { pathToFileURL } from 'node:url'

const text = (name: string, value: unknown) => `export const ${name} = ${JSON.stringify(value)}`

/** For Rolldown and Vite. What is exported must be plain data. */
export const inlined = () => ({
  name: 'inlined',
  async load(id: string) {
    if (!id.endsWith('.inline.ts')) return undefined
    const values: Record<string, unknown> = await import(pathToFileURL(id).href)
    return {
      code: Object.entries(values)
        .map(([name, value]) => text(name, value))
        .join('\n'),
      moduleType: 'js' as const,
    }
  },
})
