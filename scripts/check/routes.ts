import type { Source } from './source.ts'

/** Where all routes come from, each by its name. */
const routesOfAll = 'packages/service-kit/src/routes.ts'
const ofServers = /^(gateway|services\/[^/]+|packages\/service-kit)\/src\//

const routers = /\bexpress\.Router\(|\b(?:app|router|routes)\.(?:get|head|post|put|patch|delete|options|all)\(/

/** The lines of a server's source that answer something past `Routes`: what nothing names has no row that says who may ask it. */
export const routeFaults = ({ path, text }: Pick<Source, 'path' | 'text'>): number[] => {
  if (!ofServers.test(path) || path === routesOfAll || path.endsWith('.test.ts')) return []
  return text.split('\n').flatMap((line, place) => (routers.test(line) ? [place + 1] : []))
}
