/**
 * What an API server fills in where a manifest leaves it out. Within lists that matters: `kubectl apply` compares a whole list and
 * finds it changed each time, and server-side apply of another manager meets a value that it did not write.
 */
import type { Any } from './manifests.ts'

/** The path of a list's items, by names of fields, to what each item has by default. */
const filledIn: readonly (readonly [RegExp, Readonly<Record<string, Any>>])[] = [
  [/^NetworkPolicy\.spec\.(ingress|egress)\.ports$/, { protocol: 'TCP' }],
  [/^Service\.spec\.ports$/, { protocol: 'TCP' }],
  [/\.(containers|initContainers)\.ports$/, { protocol: 'TCP' }],
  [/^Job\.spec\.podFailurePolicy\.rules\.onPodConditions$/, { status: 'True' }],
]

/** The same for a field of an item. */
const filledInside: readonly (readonly [RegExp, string, Readonly<Record<string, Any>>])[] = [
  [/\.volumes$/, 'secret', { defaultMode: 420 }],
  [/\.volumes$/, 'configMap', { defaultMode: 420 }],
  [/\.env$/, 'fieldRef', { apiVersion: 'v1' }],
]

/** As an API server writes a quantity: 1000m is 1, 1024Mi is 1Gi, 8000 is 8k. */
export const canonical = (quantity: string): string => {
  const [, digits = '', unit = ''] = /^(\d+)(m|k|M|G|T|Ki|Mi|Gi|Ti)?$/.exec(quantity) ?? []
  if (!digits) throw new Error(`${quantity} is not understood`)
  const units = unit.endsWith('i') ? ['', 'Ki', 'Mi', 'Gi', 'Ti'] : ['m', '', 'k', 'M', 'G', 'T']
  const step = unit.endsWith('i') ? 1024n : 1000n
  let [value, place] = [BigInt(digits), units.indexOf(unit)]
  while (value !== 0n && value % step === 0n && place < units.length - 1) [value, place] = [value / step, place + 1]
  return `${value}${units[place]}`
}

const quantities = /\.(resources\.(requests|limits)\.\w+|averageValue|storage)$/

const withDefaults = (item: Any, path: string): Any => {
  const full = { ...item }
  for (const [where, defaults] of filledIn) if (where.test(path)) Object.assign(full, { ...defaults, ...item })
  for (const [where, field, defaults] of filledInside)
    if (where.test(path) && full[field]) full[field] = { ...defaults, ...full[field] }
  return full
}

const fill = (value: Any, path: string): Any => {
  if (typeof value === 'string' && quantities.test(path)) return canonical(value)
  if (Array.isArray(value))
    return value.map((item) => (typeof item === 'object' && item ? fill(withDefaults(item, path), path) : item))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, fill(each, `${path}.${key}`)]))
}

/** The object with all of that in it. */
export const writtenOut = <T extends { readonly kind: string }>(object: T): T => fill(object, object.kind)
